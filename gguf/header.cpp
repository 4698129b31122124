#include "gguf/header.h"

#include <bit>
#include <optional>
#include <type_traits>

#include "gguf/blocks.h"

namespace probellm::gguf {
namespace {

using core::Error;
using core::ErrorKind;

static_assert(std::endian::native == std::endian::little, "GGUF is little-endian, and so must the writer be");

constexpr std::uint32_t kVersion = 3;

template <class Number>
void put(std::string& out, Number number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put_text(std::string& out, const std::string& text) {
  put<std::uint64_t>(out, text.size());
  out += text;
}

// The numbers are enum gguf_type of ggml's gguf.h.
struct PutValue {
  std::string& out;
  void operator()(std::uint32_t value) const {
    put<std::uint32_t>(out, 4);
    put(out, value);
  }
  void operator()(float value) const {
    put<std::uint32_t>(out, 6);
    put(out, value);
  }
  void operator()(bool value) const {
    put<std::uint32_t>(out, 7);
    put<std::uint8_t>(out, value ? 1 : 0);
  }
  void operator()(const std::string& value) const {
    put<std::uint32_t>(out, 8);
    put_text(out, value);
  }
};

void put_entry(std::string& out, const KeyValue& entry) {
  put_text(out, entry.key);
  std::visit(PutValue{out}, entry.value);
}

std::optional<Error> why_not(const Tensor& tensor) {
  const BlockLayout* layout = find_layout(tensor.type.id);
  if (layout == nullptr) return Error{ErrorKind::Unsupported, "GGUF has no tensor type " + tensor.type.id};
  if (static_cast<std::int64_t>(layout->bytes) != tensor.type.bytes)
    return Error{ErrorKind::Malformed, "a block of " + tensor.type.id + " takes " +
                                           std::to_string(layout->bytes) + " bytes in GGUF, not " +
                                           std::to_string(tensor.type.bytes)};
  if (tensor.shape.empty() || tensor.shape.front() % tensor.type.elements != 0)
    return Error{ErrorKind::Malformed, "the rows of " + tensor.name + " aren't whole blocks of " +
                                           std::to_string(tensor.type.elements) +
                                           " weights; choose another type than " + tensor.type.id};
  if (tensor.fill != Fill::Random && tensor.type.id != "f32")
    return Error{ErrorKind::Unsupported, tensor.name + " has constant weights, which only F32 can hold"};
  return std::nullopt;
}

void put_tensor(std::string& out, const Tensor& tensor, std::uint64_t offset) {
  put_text(out, tensor.name);
  put<std::uint32_t>(out, static_cast<std::uint32_t>(tensor.shape.size()));
  for (const std::int64_t length : tensor.shape) put<std::uint64_t>(out, static_cast<std::uint64_t>(length));
  put<std::uint32_t>(out, find_layout(tensor.type.id)->ggml_number);
  put<std::uint64_t>(out, offset);
}

}  // namespace

std::size_t padding_after(std::size_t size) {
  return (kWrittenAlignment - size % kWrittenAlignment) % kWrittenAlignment;
}

core::Result<std::string> header(const File& file) {
  std::string out = "GGUF";
  put<std::uint32_t>(out, kVersion);
  put<std::uint64_t>(out, file.tensors.size());
  put<std::uint64_t>(out, file.metadata.size() + 1);
  put_entry(out, {"general.alignment", static_cast<std::uint32_t>(kWrittenAlignment)});
  for (const KeyValue& entry : file.metadata) put_entry(out, entry);
  std::uint64_t offset = 0;
  for (const Tensor& tensor : file.tensors) {
    if (const auto error = why_not(tensor)) return *error;
    put_tensor(out, tensor, offset);
    const auto bytes = static_cast<std::size_t>(stored_bytes(tensor).value);
    offset += bytes + padding_after(bytes);
  }
  out.append(padding_after(out.size()), '\0');
  return out;
}

}  // namespace probellm::gguf
