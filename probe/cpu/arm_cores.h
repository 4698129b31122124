#pragma once

#include <string>
#include <string_view>

namespace probellm::probe {

/// The name of an Arm core by the numbers of /proc/cpuinfo ("0x41", "0xd4f"); the numbers where they are new.
std::string arm_name(std::string_view implementer, std::string_view part);

}  // namespace probellm::probe
