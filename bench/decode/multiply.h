#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "bench/decode/inputs.h"

namespace probellm::bench {

/// Rows of a quantised matrix, one behind the other or interleaved in eights, of `columns` weights each.
struct WeightRows {
  const std::byte* weights = nullptr;
  std::size_t rows = 0;
  /// A multiple of the type's block.
  std::size_t columns = 0;
};

/// Multiplies each row by `count` vectors: out[v * stride + r] is row r times vector v.
using Multiply = void (*)(const WeightRows& matrix, const Inputs* vectors, std::size_t count, float* out,
                          std::size_t stride);

/// A type's kernel.
struct TypeKernel {
  std::string_view type;
  Multiply multiply;
};

/// A family's kernels as compiled for one instruction set.
struct FamilySet {
  std::string_view set;
  std::span<const TypeKernel> kernels;
};

/// q4_0 and q8_0 in every set of this build.
std::span<const FamilySet> q8_0_family();
/// q2_k to q6_k in every set of this build.
std::span<const FamilySet> k_family();
/// iq4_xs, iq2_xxs and iq3_xxs in every set of this build.
std::span<const FamilySet> iq_family();
/// bf16, f16 and f32 in every set of this build.
std::span<const FamilySet> float_family();
/// q4_0, q4_k and q2_k in every set of this build, for rows interleaved in eights.
std::span<const FamilySet> eights_family();

}  // namespace probellm::bench
