#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/model.h"
#include "core/units.h"

namespace probellm::gguf {

/// A value of a file's metadata, in the types that a slice needs.
using Value = std::variant<std::uint32_t, float, bool, std::string>;

/// An entry of a file's metadata.
struct KeyValue {
  std::string key;
  Value value;
};

/// What decoding one token reads of a tensor: one row, the experts in use, or all of it.
enum class Part { Embedding, RoutedExperts, Everything };

/// What a tensor's weights are: small pseudo-random numbers, or all 1 or all 0 (F32 only).
enum class Fill { Random, Ones, Zeros };

/// A tensor to be written; shape in elements, the fastest dimension first.
struct Tensor {
  std::string name;
  std::vector<std::int64_t> shape;
  core::TensorType type;
  Part part = Part::Everything;
  Fill fill = Fill::Random;
};

/// What a GGUF file says: its metadata and its tensors, in the order they are stored.
struct File {
  std::vector<KeyValue> metadata;
  std::vector<Tensor> tensors;
};

/// The bytes of a tensor's weights; its rows must be whole blocks.
core::Bytes stored_bytes(const Tensor& tensor);

/// The bytes of all weights, headers and padding left out.
core::Bytes stored_bytes(const File& file);

}  // namespace probellm::gguf
