#pragma once

#include <cstddef>
#include <vector>

#include "bench/decode/inputs.h"
#include "bench/decode/types.h"
#include "bench/decode/vectors.h"
#include "bench/threads/spin_barrier.h"

namespace probellm::bench {

/// One of the threads that do an operation together.
struct Worker {
  std::size_t index = 0;
  std::size_t count = 1;
  SpinBarrier& barrier;
  const VectorKernels& vectors;
};

/// A quantised matrix somewhere in memory.
struct Matrix {
  const WeightType* type = nullptr;
  Multiply multiply = nullptr;
  const std::byte* weights = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// Elements [begin, end).
struct Share {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The worker's share of `count` elements, in whole units of `unit`.
Share share_of(const Worker& worker, std::size_t count, std::size_t unit = 1);

/// The matrix's weights in bytes.
std::size_t bytes_of(const Matrix& matrix);

/// Quantises the worker's share of the buffer as that type wants it; the others' shares follow behind a
/// barrier.
void quantise(const Worker& worker, const WeightType& type, InputBuffer& buffer);

/// Multiplies the worker's share of the rows by a vector.
void multiply_share(const Worker& worker, const Matrix& matrix, const Inputs& vector, float* out);

/// One matrix-vector product as engines do it: quantise, barrier, multiply, barrier.
void multiply_together(const Worker& worker, const Matrix& matrix, InputBuffer& in, float* out);

/// Waits for the others that many times, as after operations too small to measure.
void wait_times(const Worker& worker, int times);

/// Whether out[row] is the product of that row and the vector but for rounding, by plain arithmetic in
/// double.
bool is_right(const Matrix& matrix, std::size_t row, const Inputs& vector, const float* out);

}  // namespace probellm::bench
