// What happens to vectors between matrices: quantising, activation, softmax, norm.
#include "bench/decode/vectors.h"

#include "bench/decode/targets.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/decode/vectors.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "bench/decode/lanes_inl.h"

#if HWY_TARGET != HWY_SCALAR
HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace {

using Floats = Tag<float>;

// e^x within 2e-7 of itself for x from -87 to 87: 2^n times a polynomial (Cephes' expf).
HWY_INLINE hn::Vec<Floats> exp(hn::Vec<Floats> x) {
  const Floats d;
  const Tag<std::int32_t> di;
  const auto clamped = hn::Min(hn::Max(x, hn::Set(d, -87.0F)), hn::Set(d, 87.0F));
  const auto n = hn::Round(hn::Mul(clamped, hn::Set(d, 1.44269504F)));
  const auto r =
      hn::NegMulAdd(n, hn::Set(d, -2.12194440e-4F), hn::NegMulAdd(n, hn::Set(d, 0.693359375F), clamped));
  auto p = hn::MulAdd(hn::Set(d, 1.9875691500e-4F), r, hn::Set(d, 1.3981999507e-3F));
  p = hn::MulAdd(p, r, hn::Set(d, 8.3334519073e-3F));
  p = hn::MulAdd(p, r, hn::Set(d, 4.1665795894e-2F));
  p = hn::MulAdd(p, r, hn::Set(d, 1.6666665459e-1F));
  p = hn::MulAdd(p, r, hn::Set(d, 5.0000001201e-1F));
  p = hn::Add(hn::MulAdd(p, hn::Mul(r, r), r), hn::Set(d, 1.0F));
  const auto power = hn::ShiftLeft<23>(hn::Add(hn::ConvertTo(di, n), hn::Set(di, 127)));
  return hn::Mul(p, hn::BitCast(d, power));
}

HWY_INLINE float greatest_magnitude(const float* from, std::size_t size) {
  const Floats d;
  auto most = hn::Zero(d);
  for (std::size_t i = 0; i < size; i += hn::Lanes(d)) most = hn::Max(most, hn::Abs(hn::LoadU(d, from + i)));
  return hn::GetLane(hn::MaxOfLanes(d, most));
}

// Quantises one block to -127..127 and returns what a value counts.
HWY_INLINE float quantise_block(const float* from, std::size_t size, std::int8_t* values) {
  const Floats d;
  const hn::Rebind<std::int8_t, Floats> d8;
  const float most = greatest_magnitude(from, size);
  const auto factor = hn::Set(d, most > 0 ? 127 / most : 0);
  for (std::size_t i = 0; i < size; i += hn::Lanes(d))
    hn::StoreU(hn::DemoteTo(d8, hn::NearestInt(hn::Mul(hn::LoadU(d, from + i), factor))), d8, values + i);
  return most / 127;
}

template <std::size_t kCount>
HWY_INLINE int sum_of(const std::int8_t* values) {
  int sum = 0;
  for (std::size_t i = 0; i < kCount; ++i) sum += values[i];
  return sum;
}

void quantise_q8_0(InputBuffer& buffer, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; i += 32) {
    buffer.scales()[i / 32] = quantise_block(buffer.floats() + i, 32, buffer.values() + i);
    buffer.block_sums()[i / 32] = sum_of<32>(buffer.values() + i);
  }
}

void quantise_q8_k(InputBuffer& buffer, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; i += 256) {
    const std::int8_t* values = buffer.values() + i;
    buffer.scales()[i / 256] = quantise_block(buffer.floats() + i, 256, buffer.values() + i);
    std::int16_t* sums = buffer.sums() + i / 16;
    for (std::size_t sixteen = 0; sixteen < 16; ++sixteen) {
      const int sum = sum_of<16>(values + 16 * sixteen);
      sums[sixteen % 2 * 8 + sixteen / 2] = static_cast<std::int16_t>(sum);
    }
  }
}

void round_to_bf16(InputBuffer& buffer, std::size_t begin, std::size_t end) {
  const Tag<std::uint32_t> d;
  const hn::Rebind<std::uint16_t, Tag<std::uint32_t>> d16;
  const auto* bits = reinterpret_cast<const std::uint32_t*>(buffer.floats());
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    const auto word = hn::LoadU(d, bits + i);
    const auto odd = hn::And(hn::ShiftRight<16>(word), hn::Set(d, 1));
    const auto rounded = hn::Add(hn::Add(word, hn::Set(d, 0x7fff)), odd);
    // As signed numbers, which all sets can narrow.
    const auto high = hn::ShiftRight<16>(hn::BitCast(Tag<std::int32_t>(), rounded));
    const hn::Rebind<std::int16_t, Tag<std::int32_t>> narrow;
    hn::StoreU(hn::BitCast(d16, hn::DemoteTo(narrow, high)), d16, buffer.halves() + i);
  }
}

void round_to_f16(InputBuffer& buffer, std::size_t begin, std::size_t end) {
  const Floats d;
  const hn::Rebind<hwy::float16_t, Floats> d16;
  const auto most = hn::Set(d, 65504.0F);
  for (std::size_t i = begin; i < end; i += hn::Lanes(d)) {
    const auto value = hn::Clamp(hn::LoadU(d, buffer.floats() + i), hn::Neg(most), most);
    hn::StoreU(hn::DemoteTo(d16, value), d16, reinterpret_cast<hwy::float16_t*>(buffer.halves()) + i);
  }
}

void swiglu(const float* gate, const float* up, std::size_t size, float* out) {
  const Floats d;
  const auto one = hn::Set(d, 1.0F);
  for (std::size_t i = 0; i < size; i += hn::Lanes(d)) {
    const auto x = hn::LoadU(d, gate + i);
    const auto silu = hn::Div(x, hn::Add(one, exp(hn::Neg(x))));
    hn::StoreU(hn::Mul(silu, hn::LoadU(d, up + i)), d, out + i);
  }
}

void softmax(float* values, std::size_t size, float scale) {
  const Floats d;
  const std::size_t whole = size / hn::Lanes(d) * hn::Lanes(d);
  const float most = *std::max_element(values, values + size);
  const auto shift = hn::Set(d, -scale * most);
  auto sums = hn::Zero(d);
  for (std::size_t i = 0; i < whole; i += hn::Lanes(d)) {
    const auto power = exp(hn::MulAdd(hn::LoadU(d, values + i), hn::Set(d, scale), shift));
    hn::StoreU(power, d, values + i);
    sums = hn::Add(sums, power);
  }
  float sum = hn::GetLane(hn::SumOfLanes(d, sums));
  for (std::size_t i = whole; i < size; ++i) sum += values[i] = std::exp(scale * (values[i] - most));
  for (std::size_t i = 0; i < size; ++i) values[i] /= sum;
}

void normalise(const float* in, std::size_t size, float* out) {
  const Floats d;
  auto squares = hn::Zero(d);
  for (std::size_t i = 0; i < size; i += hn::Lanes(d)) {
    const auto x = hn::LoadU(d, in + i);
    squares = hn::MulAdd(x, x, squares);
  }
  const float mean = hn::GetLane(hn::SumOfLanes(d, squares)) / static_cast<float>(size);
  const auto factor = hn::Set(d, 1 / std::sqrt(mean + 1e-6F));
  for (std::size_t i = 0; i < size; i += hn::Lanes(d))
    hn::StoreU(hn::Mul(hn::LoadU(d, in + i), factor), d, out + i);
}

void blend(const Half* rows, std::size_t row_stride, std::size_t count, const float* weights,
           std::size_t weight_stride, float* out, std::size_t out_stride) {
  F32 left[4], right[4];
  for (std::size_t h = 0; h < 4; ++h) {
    left[h] = load<float>(out + h * out_stride);
    right[h] = load<float>(out + h * out_stride + 8);
  }
  for (std::size_t t = 0; t < count; ++t) {
    const F32 a = floats_of_halves(rows + t * row_stride), b = floats_of_halves(rows + t * row_stride + 8);
    for (std::size_t h = 0; h < 4; ++h) {
      const F32 weight = all_lanes(weights[h * weight_stride + t]);
      left[h] = add_product(left[h], a, weight);
      right[h] = add_product(right[h], b, weight);
    }
  }
  const Floats d;
  for (std::size_t h = 0; h < 4; ++h)
    for (std::size_t i = 0; i < kParts; ++i) {
      hn::StoreU(left[h].part[i], d, out + h * out_stride + i * hn::Lanes(d));
      hn::StoreU(right[h].part[i], d, out + h * out_stride + 8 + i * hn::Lanes(d));
    }
}

constexpr std::array kKernels = {VectorKernels{&quantise_q8_0, &quantise_q8_k, &round_to_bf16, &round_to_f16,
                                               &swiglu, &softmax, &normalise, &blend}};

}  // namespace
}  // namespace HWY_NAMESPACE
}  // namespace probellm::bench
HWY_AFTER_NAMESPACE();
#endif  // HWY_TARGET != HWY_SCALAR

#if HWY_ONCE
namespace probellm::bench {
namespace {

constexpr VectorSet kSets[] = {PROBELLM_EACH_SET(kKernels)};

}  // namespace

std::span<const VectorSet> vector_sets() { return kSets; }

core::Result<VectorKernels> find_vector_kernels(std::string_view set) {
  for (const VectorSet& candidate : vector_sets())
    if (candidate.set == set && !candidate.kernels.empty()) return candidate.kernels.front();
  return core::Error{core::ErrorKind::Unsupported,
                     "there are no decode kernels for the " + std::string(set) + " instruction set"};
}

}  // namespace probellm::bench
#endif  // HWY_ONCE
