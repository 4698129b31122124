#pragma once

#include <cstddef>

namespace probellm::emulated {

/// Memory of the emulated devices, of which there are two, in bytes, and what of one is taken.
inline constexpr std::size_t kDeviceMemory = std::size_t{96} << 20;
std::size_t taken_of(int device);

/// Lets the n-th launch from now on fail, and everything on that device after it, as a fault in a kernel
/// does; until the device is reset.
void fail_launch(int number);

}  // namespace probellm::emulated
