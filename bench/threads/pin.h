#pragma once

namespace probellm::bench {

/// Pins the calling thread to a logical CPU; returns 0, or the errno with which the kernel refused.
int pin_this_thread(int cpu);

}  // namespace probellm::bench
