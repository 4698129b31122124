#pragma once

#include <array>

namespace probellm::bench {

/// The number of every f16 by its bits, once a kernel was found: llama.cpp's kernels look scales up in such a
/// table on x86, which takes up to 256 KiB of the caches from the weights.
extern std::array<float, 65536> half_numbers;

/// Fills the table where it isn't yet.
void fill_half_numbers();

}  // namespace probellm::bench
