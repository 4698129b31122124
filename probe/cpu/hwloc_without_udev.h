#pragma once

namespace probellm::probe {

/// Does nothing; a call makes the linker take the stand-ins for libudev that hwloc's archive refers to.
void stand_in_for_udev();

}  // namespace probellm::probe
