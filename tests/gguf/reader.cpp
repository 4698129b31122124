#include "tests/gguf/reader.h"

#include <cstring>
#include <stdexcept>

namespace probellm::tests {
namespace {

struct Cursor {
  const std::string& bytes;
  std::size_t at = 0;

  std::string take(std::size_t count) {
    if (count > bytes.size() - at) throw std::out_of_range("the file ends early");
    at += count;
    return bytes.substr(at - count, count);
  }
  template <class Number>
  Number number() {
    Number value{};
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return take(number<std::uint64_t>()); }
};

std::string value(Cursor& cursor) {
  switch (cursor.number<std::uint32_t>()) {
    case 4:
      return std::to_string(cursor.number<std::uint32_t>());
    case 6:
      return std::to_string(cursor.number<float>());
    case 7:
      return cursor.number<std::uint8_t>() != 0 ? "true" : "false";
    case 8:
      return cursor.text();
    default:
      throw std::out_of_range("an unknown type of value");
  }
}

}  // namespace

ReadFile read_gguf(const std::string& bytes) {
  Cursor cursor{bytes};
  ReadFile file;
  if (cursor.take(4) != "GGUF") throw std::out_of_range("not GGUF");
  file.version = cursor.number<std::uint32_t>();
  const auto tensors = cursor.number<std::uint64_t>();
  const auto entries = cursor.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < entries; ++i) {
    const std::string key = cursor.text();
    file.metadata[key] = value(cursor);
  }
  for (std::uint64_t i = 0; i < tensors; ++i) {
    ReadTensor tensor{cursor.text(), {}, 0, 0};
    tensor.shape.resize(cursor.number<std::uint32_t>());
    for (std::uint64_t& length : tensor.shape) length = cursor.number<std::uint64_t>();
    tensor.type = cursor.number<std::uint32_t>();
    tensor.offset = cursor.number<std::uint64_t>();
    file.tensors.push_back(tensor);
  }
  const std::size_t alignment = std::stoul(file.metadata.at("general.alignment"));
  file.weights = bytes.substr((cursor.at + alignment - 1) / alignment * alignment);
  return file;
}

}  // namespace probellm::tests
