#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "bench/decode/blocks.h"
#include "bench/decode/inputs.h"
#include "core/result.h"

namespace probellm::bench {

/// What happens to vectors between matrices, as compiled for one instruction set.
struct VectorKernels {
  /// Quantises elements [begin, end) of the buffer's floats in blocks of 32; both multiples of 32.
  void (*quantise_q8_0)(InputBuffer& buffer, std::size_t begin, std::size_t end);
  /// Quantises elements [begin, end) of the buffer's floats in blocks of 256; both multiples of 256.
  void (*quantise_q8_k)(InputBuffer& buffer, std::size_t begin, std::size_t end);
  /// Rounds elements [begin, end) of the buffer's floats to 16 bits; both multiples of 32.
  void (*round_to_bf16)(InputBuffer& buffer, std::size_t begin, std::size_t end);
  void (*round_to_f16)(InputBuffer& buffer, std::size_t begin, std::size_t end);
  /// `size` a multiple of 8: out[i] = gate[i] / (1 + exp(-gate[i])) * up[i].
  void (*swiglu)(const float* gate, const float* up, std::size_t size, float* out);
  /// values[i] = exp(scale * (values[i] - the greatest)) over their sum.
  void (*softmax)(float* values, std::size_t size, float scale);
  /// out = in over its root mean square; `size` a multiple of 8.
  void (*normalise)(const float* in, std::size_t size, float* out);
  /// Adds to 16 columns of 4 outputs, `out_stride` apart, the `count` rows of f16, `row_stride` apart, each
  /// times its weight; the weights of an output are `weight_stride` after those of the one before.
  void (*blend)(const Half* rows, std::size_t row_stride, std::size_t count, const float* weights,
                std::size_t weight_stride, float* out, std::size_t out_stride);
};

/// Those kernels by the name of their instruction set.
struct VectorSet {
  std::string_view set;
  std::span<const VectorKernels> kernels;
};

/// Those kernels in every set of this build.
std::span<const VectorSet> vector_sets();

/// The kernels for an instruction set of that name; Unsupported where they aren't made for it.
core::Result<VectorKernels> find_vector_kernels(std::string_view set);

}  // namespace probellm::bench
