#include "bench/decode/inputs.h"

namespace probellm::bench {
namespace {

constexpr std::size_t lines_of(std::size_t bytes) { return (bytes + 63) / 64; }

}  // namespace

InputBuffer::InputBuffer(std::size_t size)
    : size_(size),
      values_at_(lines_of(size * sizeof(float))),
      scales_at_(values_at_ + lines_of(size)),
      block_sums_at_(scales_at_ + lines_of(size / 32 * sizeof(float))),
      sums_at_(block_sums_at_ + lines_of(size / 32 * sizeof(float))),
      halves_at_(sums_at_ + lines_of(size / 16 * sizeof(std::int16_t))),
      lines_(halves_at_ + lines_of(size * sizeof(std::uint16_t))) {}

}  // namespace probellm::bench
