#include "bench/gpu/formats.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <random>

#include "bench/decode/unpack.h"
#include "bench/gpu/device_run.h"

namespace probellm::bench {
namespace {

using gpu::Format;

constexpr FormatLayout kLayouts[] = {
    {Format::Int4, "int4", 4, 32, 2, 1e-5},
    {Format::Int8, "q8_0", 8, 32, 2, 1e-5},
    {Format::Fp8, "fp8", 8, 128, 4, 4e-3},
    {Format::Bf16, "bf16", 16, 0, 0, 1e-4},
};

double number_of(void (*unpack)(const std::byte*, double*), std::uint16_t bits) {
  double number = 0;
  const auto bytes = std::bit_cast<std::array<std::byte, 2>>(bits);
  unpack(bytes.data(), &number);
  return number;
}
double from_f16(std::uint16_t bits) { return number_of(unpack_f16, bits); }
double from_bf16(std::uint16_t bits) { return number_of(unpack_bf16, bits); }

double from_e4m3(std::uint8_t bits) {
  const int exponent = bits >> 3 & 15;
  const int mantissa = bits & 7;
  const double size = exponent == 0 ? std::ldexp(mantissa, -9) : std::ldexp(8 + mantissa, exponent - 10);
  return (bits & 0x80) != 0 ? -size : size;
}

double from_int8(std::uint8_t bits) { return static_cast<std::int8_t>(bits); }

/// One matrix in the first array.
struct Matrix {
  const FormatLayout& layout;
  std::uint64_t at;
  int rows;
  int columns;

  double value(std::uint64_t index) const {
    const Contents& first = contents_of(0);
    switch (layout.format) {
      case Format::Int4: {
        // Of 32 weights, the first half lie in the low halves of 16 bytes.
        const std::uint8_t byte = first.byte_at(at + index / 32 * 16 + index % 16);
        return (index % 32 < 16 ? byte & 15 : byte >> 4) - 8;
      }
      case Format::Int8:
        return from_int8(first.byte_at(at + index));
      case Format::Fp8:
        return from_e4m3(first.byte_at(at + index));
      case Format::Bf16:
        return from_bf16(first.bits16_at(at + index * 2));
    }
    return 0;
  }

  double scale(std::uint64_t index) const {
    if (layout.scale_bytes == 0) return 1;
    const std::uint64_t values = static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns) *
                                 static_cast<std::uint64_t>(layout.bits) / 8;
    const std::uint64_t place = at + values +
                                index / static_cast<std::uint64_t>(layout.weights_per_scale) *
                                    static_cast<std::uint64_t>(layout.scale_bytes);
    const Contents& first = contents_of(0);
    if (layout.scale_bytes == 2) return from_f16(first.bits16_at(place));
    return std::bit_cast<float>(first.bits32_at(place));
  }
};

double vector_element(Format format, std::uint64_t column) {
  const Contents& second = contents_of(1);
  if (format == Format::Fp8 || format == Format::Bf16) return from_bf16(second.bits16_at(column * 2));
  return from_int8(second.byte_at(column)) * from_f16(second.bits16_at(gpu::kScalesAt + column / 32 * 2));
}

/// A sum of products, and that of their magnitudes.
struct Dot {
  double sum = 0;
  double size = 0;
  void add(double product) {
    sum += product;
    size += std::abs(product);
  }
};

Dot row_of_matrix(const Matrix& matrix, int row) {
  Dot dot;
  for (int column = 0; column < matrix.columns; ++column) {
    const auto index = static_cast<std::uint64_t>(row) * static_cast<std::uint64_t>(matrix.columns) +
                       static_cast<std::uint64_t>(column);
    dot.add(matrix.value(index) * matrix.scale(index) *
            vector_element(matrix.layout.format, static_cast<std::uint64_t>(column)));
  }
  return dot;
}

bool is_near(const Expected& expected, double value, double tolerance) {
  return std::isfinite(value) && std::abs(value - expected.value) <= tolerance * expected.size + 1e-30;
}

/// FP8 units add with fewer bits than f32 has.
double tolerance_of(gpu::MatrixType type) {
  switch (type) {
    case gpu::MatrixType::Int8:
      return 0;
    case gpu::MatrixType::Bf16:
      return 1e-4;
    case gpu::MatrixType::Fp8:
      return 2e-3;
  }
  return 0;
}

double matrix_element(gpu::MatrixType type, int array, std::uint64_t index) {
  const Contents& contents = contents_of(array);
  if (type == gpu::MatrixType::Bf16) return from_bf16(contents.bits16_at(index * 2));
  const std::uint8_t byte = contents.byte_at(index);
  return type == gpu::MatrixType::Int8 ? from_int8(byte) : from_e4m3(byte);
}

}  // namespace

std::span<const FormatLayout> format_layouts() { return kLayouts; }

core::Bytes matrix_size(const FormatLayout& layout, int rows, int columns) {
  const std::int64_t weights = std::int64_t{rows} * columns;
  const std::int64_t scales =
      layout.scale_bytes == 0 ? 0 : weights / layout.weights_per_scale * layout.scale_bytes;
  return {weights * layout.bits / 8 + scales};
}

std::vector<std::uint64_t> random_matrices(const FormatLayout& layout, const gpu::Products& shape,
                                           core::Bytes from, std::size_t number) {
  constexpr std::uint64_t kStep = 256;
  std::mt19937_64 random(23);
  const auto places =
      static_cast<std::uint64_t>((from - matrix_size(layout, shape.rows, shape.columns)).value) / kStep;
  std::vector<std::uint64_t> matrices(number);
  for (std::uint64_t& place : matrices) place = random() % places * kStep;
  return matrices;
}

std::vector<Expected> expected_results(const FormatLayout& layout, const gpu::Products& products) {
  constexpr std::size_t kAll = 64;
  const auto rows = static_cast<std::size_t>(products.rows);
  const auto number = static_cast<std::size_t>(products.matrices_per_launch);
  const std::size_t of_each = std::max<std::size_t>(1, kAll / number);
  std::vector<Expected> expected;
  for (std::size_t i = 0; i < number * of_each; ++i) {
    const std::size_t which = i / of_each;
    const std::size_t row = (i * 2654435761u) % rows;
    const Matrix matrix{layout, products.matrices[products.matrices.size() - number + which], products.rows,
                        products.columns};
    const Dot dot = row_of_matrix(matrix, static_cast<int>(row));
    expected.push_back({which * rows + row, dot.sum, dot.size});
  }
  return expected;
}

std::vector<Expected> expected_elements(const gpu::MatrixProduct& product) {
  const auto size = static_cast<std::uint64_t>(product.size);
  std::vector<Expected> expected;
  for (int element = 0; element < gpu::kElements; ++element) {
    const auto row = static_cast<std::uint64_t>(gpu::row_of_element(element, product.size));
    const auto column = static_cast<std::uint64_t>(gpu::column_of_element(element, product.size));
    Dot dot;
    for (std::uint64_t k = 0; k < size; ++k)
      dot.add(matrix_element(product.type, 0, row * size + k) *
              matrix_element(product.type, 1, column * size + k));
    expected.push_back({static_cast<std::size_t>(element), dot.sum, dot.size});
  }
  return expected;
}

bool are_right(const FormatLayout& layout, const gpu::Products& products, const std::vector<float>& results) {
  if (results.size() !=
      static_cast<std::size_t>(products.matrices_per_launch) * static_cast<std::size_t>(products.rows))
    return false;
  if (!std::all_of(results.begin(), results.end(), [](float result) { return std::isfinite(result); }))
    return false;
  const auto expected = expected_results(layout, products);
  return std::all_of(expected.begin(), expected.end(), [&](const Expected& each) {
    return is_near(each, static_cast<double>(results[each.at]), layout.tolerance);
  });
}

bool are_right(const gpu::MatrixProduct& product, const std::vector<double>& elements) {
  const auto expected = expected_elements(product);
  return elements.size() == expected.size() &&
         std::all_of(expected.begin(), expected.end(), [&](const Expected& each) {
           return is_near(each, elements[each.at], tolerance_of(product.type));
         });
}

}  // namespace probellm::bench
