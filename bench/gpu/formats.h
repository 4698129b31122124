#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/units.h"
#include "gpu/arithmetic.h"

namespace probellm::bench {

/// How a format's weights lie in memory, and how far a result may be from the exact one, over the sum of its
/// products' magnitudes.
struct FormatLayout {
  gpu::Format format;
  const char* name;
  int bits;
  /// Weights that share a scale, and its bytes; 0 where there are none.
  int weights_per_scale;
  int scale_bytes;
  double tolerance;
};

/// All formats, the smallest first.
std::span<const FormatLayout> format_layouts();

/// Bytes of a matrix with its scales.
core::Bytes matrix_size(const FormatLayout& layout, int rows, int columns);

/// The places of matrices in the first array that a run multiplies with, launch after launch.
std::vector<std::uint64_t> random_matrices(const FormatLayout& layout, const gpu::Products& shape,
                                           core::Bytes from, std::size_t number);

/// A result of the last launch that is looked at: its place among all, and what it should be.
struct Expected {
  std::size_t at;
  double value;
  /// The sum of its products' magnitudes.
  double size;
};

/// Some rows of each matrix of the last launch, as the host computes them in double.
std::vector<Expected> expected_results(const FormatLayout& layout, const gpu::Products& products);

/// The elements of a matrix product that are looked at, likewise.
std::vector<Expected> expected_elements(const gpu::MatrixProduct& product);

/// Whether every result is a number, and those that are looked at are as exact as the format allows.
bool are_right(const FormatLayout& layout, const gpu::Products& products, const std::vector<float>& results);
bool are_right(const gpu::MatrixProduct& product, const std::vector<double>& elements);

}  // namespace probellm::bench
