#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/units.h"

namespace probellm::gpu {

/// How weights are stored for matrix-vector products: a plane of values, then one of scales.
enum class Format {
  /// 4 bits, 8 taken off each, a 16-bit scale for 32: Kimi K2.6's own.
  Int4,
  /// 8 bits and a 16-bit scale for 32, as Q8_0 has.
  Int8,
  /// 16 bits.
  Bf16,
  /// 8 bits (e4m3) and a 32-bit scale for 128.
  Fp8
};

/// Matrix-vector products: each of the matrices, rows by columns, which begin at these offsets in the first
/// array, multiples of 256, with one vector. They are done in launches of so many; columns are a multiple of
/// 1024.
struct Products {
  Format format = Format::Int4;
  int rows = 0;
  int columns = 0;
  std::vector<std::uint64_t> matrices;
  int matrices_per_launch = 1;
  /// Rows that a warp takes together (1, 2 or 4), and threads in a group.
  int rows_per_warp = 4;
  int group = 256;
};

/// How long all launches took, and the results of the last one, matrix after matrix.
struct ProductsRun {
  core::Seconds time;
  std::vector<float> results;
};

/// Where the second array holds the scales of the vector.
inline constexpr std::uint64_t kScalesAt = 1 << 20;

/// Types of a matrix product, sums in f32, or in 32-bit integers for Int8.
enum class MatrixType { Bf16, Int8, Fp8 };

/// A product of the first array's rows by columns with as many rows of the second, all `size`, each row's
/// elements side by side: element (i, j) of the result is the product of row i and row j.
struct MatrixProduct {
  MatrixType type = MatrixType::Bf16;
  int size = 0;
  /// Own kernels even where the vendor's library is there.
  bool uses_own_kernel = false;
};

/// Elements of a result that are looked at: their row and their column.
constexpr int kElements = 64;
constexpr int row_of_element(int element, int size) { return (element * 131 + 3) % size; }
constexpr int column_of_element(int element, int size) { return (element * 7919 + 5) % size; }

/// What a product took, by whom it was computed, and kElements of its elements.
struct MatrixRun {
  core::Seconds time;
  std::string computed_by;
  std::vector<double> elements;
};

/// How small kernels are started: one after the other, all in a graph, or each waited for.
enum class Launching { InTurn, InGraph, Waiting };

/// What a device computes, on the arrays that it has allocated.
class Arithmetic {
 public:
  virtual ~Arithmetic() = default;
  /// The vector lies in the second array: signed bytes for Int4 and Int8, with an f16 scale for each 32 from
  /// kScalesAt on; bf16 for the others.
  virtual core::Result<ProductsRun> multiply(const Products& products) = 0;
  virtual core::Result<MatrixRun> multiply(const MatrixProduct& product) = 0;
  /// Time of one of many launches of a kernel that does nothing but count; Failed where the count is wrong.
  virtual core::Result<core::Seconds> launch(Launching launching) = 0;
};

}  // namespace probellm::gpu
