#pragma once

#include <atomic>
#include <cstddef>
#include <span>
#include <vector>

#include "bench/decode/inputs.h"
#include "bench/decode/types.h"
#include "bench/decode/vectors.h"
#include "bench/threads/spin_barrier.h"

namespace probellm::bench {

/// The chunks of a matrix's rows that are taken.
struct alignas(64) TakenChunks {
  std::atomic<std::size_t> count{0};
};

/// One of the threads that do an operation together; `taken` has an element for each product of it, and none
/// where each thread keeps to its own share of the rows.
struct Worker {
  std::size_t index = 0;
  std::size_t count = 1;
  SpinBarrier& barrier;
  const VectorKernels& vectors;
  std::span<TakenChunks> taken{};
};

/// A quantised matrix somewhere in memory. Its rows are dealt out among threads, or where they are repacked
/// in eights, shared equally.
struct Matrix {
  const WeightType* type = nullptr;
  Multiply multiply = nullptr;
  const std::byte* weights = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  bool is_repacked = false;
};

/// Rows that are repacked together.
constexpr std::size_t kRowsOfEight = 8;

/// Elements [begin, end).
struct Share {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The worker's share of `count` elements, in whole units of `unit`.
Share share_of(const Worker& worker, std::size_t count, std::size_t unit = 1);

/// The worker's share of the matrix's rows, in whole eights where they are repacked.
Share rows_of(const Worker& worker, const Matrix& matrix);

/// The matrix's weights in bytes.
std::size_t bytes_of(const Matrix& matrix);

/// Quantises the worker's share of the buffer as that type wants it; the others' shares follow behind a
/// barrier.
void quantise(const Worker& worker, const WeightType& type, InputBuffer& buffer);

/// Waits for the others; the products that follow deal their rows out from the first again.
void wait_before_products(const Worker& worker);

/// Multiplies those rows by a vector that no other worker does, in product `product` of the operation: an
/// equal share, or chunks of 64 to whoever is free, as llama.cpp does for one token where there are enough.
void multiply_share(const Worker& worker, const Matrix& matrix, const Inputs& vector, float* out,
                    std::size_t product = 0);

/// A matrix for each of `heads` heads, one behind the other in `matrices`, times its part of the vector, as
/// llama.cpp goes about it: 16 rows of one head, then of the next 15, which takes longer than their bytes.
void multiply_heads(const Worker& worker, const Matrix& matrices, std::size_t heads, InputBuffer& in,
                    float* out);

/// One matrix-vector product as engines do it: quantise, barrier, multiply, barrier.
void multiply_together(const Worker& worker, const Matrix& matrix, InputBuffer& in, float* out);

/// Waits for the others that many times, as after operations too small to measure.
void wait_times(const Worker& worker, int times);

/// Whether out[row] is the product of that row and the vector but for rounding, by plain arithmetic in
/// double.
bool is_right(const Matrix& matrix, std::size_t row, const Inputs& vector, const float* out);

}  // namespace probellm::bench
