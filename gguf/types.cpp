#include "gguf/types.h"

#include <string>

namespace probellm::gguf {
namespace {

constexpr std::int64_t kMost = std::int64_t{1} << 62;

core::Error malformed(std::string what) { return {core::ErrorKind::Malformed, std::move(what)}; }

double bytes_per_weight(const GgmlType& type) {
  return static_cast<double>(type.bytes) / static_cast<double>(type.elements);
}

}  // namespace

core::TensorType tensor_type(const GgmlType& type) {
  core::TensorType plain{std::string(type.id), type.elements, type.bytes, std::string(type.computed_like)};
  if (const GgmlType* like = find_type(type.computed_like))
    plain.bytes_over_like = bytes_per_weight(type) / bytes_per_weight(*like);
  return plain;
}

core::Result<std::int64_t> count_elements(const std::vector<std::int64_t>& shape) {
  std::int64_t elements = 1;
  for (const std::int64_t length : shape) {
    if (length < 1)
      return malformed("a dimension of " + std::to_string(length) + ", where at least 1 was expected");
    if (length > kMost / elements) return malformed("more than 2^62 elements");
    elements *= length;
  }
  return elements;
}

core::Result<core::Bytes> tensor_bytes(const GgmlType& type, const std::vector<std::int64_t>& shape) {
  const auto elements = count_elements(shape);
  if (!elements) return elements.error();
  const std::int64_t row = shape.empty() ? 1 : shape.front();
  if (row % type.elements != 0)
    return malformed("rows of " + std::to_string(row) + " elements, where whole blocks of " +
                     std::to_string(type.elements) + " were expected for " + std::string(type.id));
  const std::int64_t blocks = row / type.elements;
  const std::int64_t rows = *elements / row;
  if (blocks > (kMost - type.row_bytes) / type.bytes) return malformed("more than 2^62 bytes");
  const std::int64_t bytes = blocks * type.bytes + type.row_bytes;
  if (rows > kMost / bytes) return malformed("more than 2^62 bytes");
  return core::Bytes{rows * bytes};
}

}  // namespace probellm::gguf
