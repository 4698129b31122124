#include "bench/gpu/contents.h"

namespace probellm::bench {
namespace {

constexpr std::uint64_t kStep = 16;

}  // namespace

Contents::Contents(int array) : array_(array), sums_(gpu::kPeriod / kStep + 1) {
  std::uint32_t sum = 0;
  for (std::uint64_t i = 0; i < gpu::kPeriod; ++i) {
    if (i % kStep == 0) sums_[i / kStep] = sum;
    sum += gpu::word_at(array, i);
  }
  sums_.back() = sum;
}

std::uint32_t Contents::sum_before(std::uint64_t words) const {
  const auto periods = static_cast<std::uint32_t>(words / gpu::kPeriod);
  return periods * sums_.back() + sums_[words % gpu::kPeriod / kStep];
}

std::uint32_t Contents::sum(std::uint64_t first, std::uint64_t words) const {
  return sum_before(first + words) - sum_before(first);
}

std::uint8_t Contents::byte_at(std::uint64_t offset) const {
  return static_cast<std::uint8_t>(gpu::word_at(array_, offset / 4) >> (offset % 4 * 8));
}

std::uint16_t Contents::bits16_at(std::uint64_t offset) const {
  return static_cast<std::uint16_t>(gpu::word_at(array_, offset / 4) >> (offset % 4 * 8));
}

std::uint32_t Contents::bits32_at(std::uint64_t offset) const { return gpu::word_at(array_, offset / 4); }

}  // namespace probellm::bench
