#include "bench/decode/operations.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace probellm::bench {
namespace {

// What rounding in f32 may leave, of the sum of magnitudes.
constexpr double kRounding = 1e-5;
constexpr std::size_t kLongestBlock = 256;
// Of llama.cpp's mul_mat and mul_mat_id, as of 2026: rows dealt out at once, and the chunks a thread that are
// worth dealing.
constexpr std::size_t kChunk = 64;
constexpr std::size_t kTile = 16;
constexpr std::size_t kLeastChunks = 4;

double number(Unpack unpack, const std::uint16_t& bits) {
  double value = 0;
  unpack(reinterpret_cast<const std::byte*>(&bits), &value);
  return value;
}

double element(const WeightType& type, const Inputs& vector, std::size_t i) {
  switch (type.input) {
    case InputKind::Floats:
      return vector.floats[i];
    case InputKind::Bf16:
      return number(&unpack_bf16, vector.halves[i]);
    case InputKind::F16:
      return number(&unpack_f16, vector.halves[i]);
    case InputKind::Q8_0:
      return static_cast<double>(vector.values[i]) * vector.scales[i / 32];
    case InputKind::Q8K:
      break;
  }
  return static_cast<double>(vector.values[i]) * vector.scales[i / 256];
}

bool deals(const Worker& worker, const Matrix& matrix, std::size_t chunks) {
  return !matrix.is_repacked && !worker.taken.empty() && chunks >= kLeastChunks * worker.count;
}

template <class Work>
void take_chunks(const Worker& worker, std::size_t product, std::size_t chunks, const Work& work) {
  for (std::size_t chunk = worker.index; chunk < chunks; chunk = worker.taken[product].count++) work(chunk);
}

void multiply_rows(const Matrix& matrix, Share rows, const Inputs& vector, float* out) {
  const std::byte* first = matrix.weights + bytes_of(*matrix.type, rows.begin * matrix.columns);
  matrix.multiply({first, rows.end - rows.begin, matrix.columns}, &vector, 1, out + rows.begin, matrix.rows);
}

Inputs from(InputBuffer& buffer, std::size_t element) {
  Inputs inputs = buffer.inputs();
  inputs.values += element;
  inputs.scales += element / 32;
  inputs.block_sums += element / 32;
  return inputs;
}

}  // namespace

Share share_of(const Worker& worker, std::size_t count, std::size_t unit) {
  const std::size_t units = count / unit;
  return {worker.index * units / worker.count * unit, (worker.index + 1) * units / worker.count * unit};
}

Share rows_of(const Worker& worker, const Matrix& matrix) {
  return share_of(worker, matrix.rows, matrix.is_repacked ? kRowsOfEight : 1);
}

std::size_t bytes_of(const Matrix& matrix) { return bytes_of(*matrix.type, matrix.rows * matrix.columns); }

void quantise(const Worker& worker, const WeightType& type, InputBuffer& buffer) {
  switch (type.input) {
    case InputKind::Floats:
      return;
    case InputKind::Bf16: {
      const Share share = share_of(worker, buffer.size(), 32);
      return worker.vectors.round_to_bf16(buffer, share.begin, share.end);
    }
    case InputKind::F16: {
      const Share share = share_of(worker, buffer.size(), 32);
      return worker.vectors.round_to_f16(buffer, share.begin, share.end);
    }
    case InputKind::Q8_0: {
      const Share share = share_of(worker, buffer.size(), 32);
      return worker.vectors.quantise_q8_0(buffer, share.begin, share.end);
    }
    case InputKind::Q8K: {
      const Share share = share_of(worker, buffer.size(), 256);
      return worker.vectors.quantise_q8_k(buffer, share.begin, share.end);
    }
  }
}

void wait_before_products(const Worker& worker) {
  if (worker.index == 0)
    for (TakenChunks& taken : worker.taken) taken.count = worker.count;
  worker.barrier.wait();
}

void multiply_share(const Worker& worker, const Matrix& matrix, const Inputs& vector, float* out,
                    std::size_t product) {
  const std::size_t chunks = (matrix.rows + kChunk - 1) / kChunk;
  if (!deals(worker, matrix, chunks)) return multiply_rows(matrix, rows_of(worker, matrix), vector, out);
  take_chunks(worker, product, chunks, [&](std::size_t chunk) {
    multiply_rows(matrix, {chunk * kChunk, std::min((chunk + 1) * kChunk, matrix.rows)}, vector, out);
  });
}

void multiply_heads(const Worker& worker, const Matrix& matrices, std::size_t heads, InputBuffer& in,
                    float* out) {
  quantise(worker, *matrices.type, in);
  wait_before_products(worker);
  const std::size_t rows = matrices.rows / heads, tiles_of_rows = (rows + kTile - 1) / kTile,
                    tiles = tiles_of_rows * ((heads + kTile - 1) / kTile);
  const auto multiply_tile = [&](std::size_t tile) {
    const std::size_t row = tile % tiles_of_rows * kTile, head = tile / tiles_of_rows * kTile;
    for (std::size_t h = head; h < std::min(head + kTile, heads); ++h)
      multiply_rows(matrices, {h * rows + row, h * rows + std::min(row + kTile, rows)},
                    from(in, h * matrices.columns), out);
  };
  if (deals(worker, matrices, tiles)) {
    take_chunks(worker, 0, tiles, multiply_tile);
  } else {
    const Share share = share_of(worker, tiles);
    for (std::size_t tile = share.begin; tile < share.end; ++tile) multiply_tile(tile);
  }
  worker.barrier.wait();
}

void multiply_together(const Worker& worker, const Matrix& matrix, InputBuffer& in, float* out) {
  quantise(worker, *matrix.type, in);
  wait_before_products(worker);
  multiply_share(worker, matrix, in.inputs(), out);
  worker.barrier.wait();
}

void wait_times(const Worker& worker, int times) {
  for (int i = 0; i < times; ++i) worker.barrier.wait();
}

bool is_right(const Matrix& matrix, std::size_t row, const Inputs& vector, const float* out) {
  const WeightType& type = *matrix.type;
  // Of an eight: the first block of it, and the next one for each block of the row.
  const std::size_t together = matrix.is_repacked ? kRowsOfEight : 1;
  const std::byte* weights = matrix.weights + bytes_of(type, row / together * together * matrix.columns);
  std::array<double, kLongestBlock> block{};
  double sum = 0, magnitude = 0;
  for (std::size_t i = 0; i < matrix.columns; ++i) {
    if (i % type.elements == 0) {
      const std::byte* from = weights + together * bytes_of(type, i);
      if (matrix.is_repacked)
        type.unpack_of_eight(from, row % together, block.data());
      else
        type.unpack(from, block.data());
    }
    const double product = block[i % type.elements] * element(type, vector, i);
    sum += product;
    magnitude += std::abs(product);
  }
  return std::abs(sum - static_cast<double>(out[row])) <= kRounding * magnitude;
}

}  // namespace probellm::bench
