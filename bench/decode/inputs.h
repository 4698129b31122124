#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace probellm::bench {

/// How an engine quantises a vector before it meets weights: in blocks of 32 (Q8_0), of 256 with the sums of
/// their sixteens (Q8_K), to 16 bits, or not at all.
enum class InputKind { Q8_0, Q8K, Bf16, F16, Floats };

/// A vector as the kernels take it. Values, scales and sums lie apart, not in blocks, so that they load well.
struct Inputs {
  const float* floats = nullptr;
  /// Quantised values, -127 to 127, aligned to 64 bytes.
  const std::int8_t* values = nullptr;
  /// What a value counts: one for each block of 32 or 256.
  const float* scales = nullptr;
  /// Q8_0: for each block the sum of its values.
  const std::int32_t* block_sums = nullptr;
  /// Q8_K: for each block the sums of the values of its 8 even sixteens, then of its 8 odd ones.
  const std::int16_t* sums = nullptr;
  /// Bits of bf16 or f16.
  const std::uint16_t* halves = nullptr;
};

/// Room for a vector of `size` elements in every form that kernels take.
class InputBuffer {
 public:
  /// For up to `size` elements, a multiple of 32; all zero.
  explicit InputBuffer(std::size_t size);

  std::size_t size() const { return size_; }
  float* floats() { return at<float>(0); }
  std::int8_t* values() { return at<std::int8_t>(values_at_); }
  float* scales() { return at<float>(scales_at_); }
  std::int16_t* sums() { return at<std::int16_t>(sums_at_); }
  std::int32_t* block_sums() { return at<std::int32_t>(block_sums_at_); }
  std::uint16_t* halves() { return at<std::uint16_t>(halves_at_); }
  Inputs inputs() { return {floats(), values(), scales(), block_sums(), sums(), halves()}; }

 private:
  struct alignas(64) Line {
    std::byte bytes[64];
  };
  template <class T>
  T* at(std::size_t line) {
    return reinterpret_cast<T*>(lines_.data() + line);
  }

  std::size_t size_;
  std::size_t values_at_;
  std::size_t scales_at_;
  std::size_t block_sums_at_;
  std::size_t sums_at_;
  std::size_t halves_at_;
  std::vector<Line> lines_;
};

}  // namespace probellm::bench
