#include "gguf/read_parse.h"

#include <array>
#include <bit>
#include <set>
#include <string_view>
#include <utility>

#include "gguf/header.h"
#include "gguf/read_cursor.h"
#include "gguf/read_magic.h"
#include "gguf/types.h"

namespace probellm::gguf {
namespace {

using core::ErrorKind;

constexpr std::uint32_t kOldestVersion = 2;
constexpr std::uint32_t kNewestVersion = 3;
constexpr std::uint64_t kMostTensors = 65536;
constexpr std::uint64_t kMostEntries = 65536;
constexpr std::uint32_t kMostDimensions = 4;
constexpr std::uint64_t kMostKept = 1024;  // numbers of an array
constexpr std::uint64_t kMostText = 64 << 10;
constexpr std::uint64_t kMostName = 1024;
constexpr std::uint64_t kMostAlignment = std::uint64_t{1} << 30;

// enum gguf_type of ggml's gguf.h.
enum class ValueType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, Array, U64, I64, F64 };
constexpr std::uint32_t kValueTypes = 13;
constexpr std::array<std::uint64_t, kValueTypes> kSizes{1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

HeaderValue unsigned_value(std::uint64_t value) {
  if (std::in_range<std::int64_t>(value)) return static_cast<std::int64_t>(value);
  return static_cast<double>(value);
}

ValueType read_value_type(ReadCursor& cursor) {
  const auto number = cursor.number<std::uint32_t>();
  if (number >= kValueTypes)
    cursor.fail(ErrorKind::Malformed,
                "a value of type " + std::to_string(number) + ", where 0 to 12 was expected");
  return static_cast<ValueType>(number % kValueTypes);
}

HeaderValue read_scalar(ReadCursor& cursor, ValueType type) {
  switch (type) {
    case ValueType::U8:
      return std::int64_t{cursor.number<std::uint8_t>()};
    case ValueType::I8:
      return std::int64_t{cursor.number<std::int8_t>()};
    case ValueType::U16:
      return std::int64_t{cursor.number<std::uint16_t>()};
    case ValueType::I16:
      return std::int64_t{cursor.number<std::int16_t>()};
    case ValueType::U32:
      return std::int64_t{cursor.number<std::uint32_t>()};
    case ValueType::I32:
      return std::int64_t{cursor.number<std::int32_t>()};
    case ValueType::F32:
      return double{cursor.number<float>()};
    case ValueType::Bool:
      return cursor.number<std::uint8_t>() != 0;
    case ValueType::Text:
      return cursor.text(kMostText);
    case ValueType::U64:
      return unsigned_value(cursor.number<std::uint64_t>());
    case ValueType::I64:
      return cursor.number<std::int64_t>();
    case ValueType::F64:
      return cursor.number<double>();
    case ValueType::Array:
      break;
  }
  cursor.fail(ErrorKind::Unsupported, "an array of arrays, where an array of plain values was expected");
  return false;
}

bool is_whole(ValueType type) {
  return type != ValueType::F32 && type != ValueType::F64 && type != ValueType::Text &&
         type != ValueType::Array;
}

std::int64_t whole(const HeaderValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  const auto* flag = std::get_if<bool>(&value);
  return flag != nullptr && *flag ? 1 : 0;
}

HeaderArray read_array(ReadCursor& cursor) {
  const ValueType type = read_value_type(cursor);
  HeaderArray array{cursor.number<std::uint64_t>(), {}};
  const std::uint64_t size = kSizes[static_cast<std::size_t>(type)];
  if (type == ValueType::Array) {
    read_scalar(cursor, type);
  } else if (array.length > cursor.left() / size || (type != ValueType::Text && array.length > kMostKept) ||
             type == ValueType::F32 || type == ValueType::F64) {
    cursor.skip(array.length, size);
  } else {
    for (std::uint64_t i = 0; i < array.length && !cursor.error(); ++i) {
      if (type == ValueType::Text) cursor.text(0);
      if (is_whole(type)) array.numbers.push_back(whole(read_scalar(cursor, type)));
    }
  }
  return array;
}

void read_entry(ReadCursor& cursor, HeaderMetadata& metadata) {
  std::string key = cursor.text(kMostName);
  cursor.name("key " + shown(key));
  const ValueType type = read_value_type(cursor);
  HeaderValue value = type == ValueType::Array ? HeaderValue(read_array(cursor)) : read_scalar(cursor, type);
  if (!cursor.error() && !metadata.emplace(std::move(key), std::move(value)).second)
    cursor.fail(ErrorKind::Malformed, "the key occurs twice, where once was expected");
}

HeaderTensor read_tensor(ReadCursor& cursor) {
  HeaderTensor tensor;
  tensor.name = cursor.text(kMostName);
  cursor.name("tensor " + shown(tensor.name));
  const auto dimensions = cursor.number<std::uint32_t>();
  if (dimensions > kMostDimensions)
    cursor.fail(ErrorKind::Malformed,
                std::to_string(dimensions) + " dimensions, where at most 4 were expected");
  for (std::uint32_t i = 0; i < dimensions && !cursor.error(); ++i) {
    const auto length = cursor.number<std::uint64_t>();
    if (!std::in_range<std::int64_t>(length))
      cursor.fail(ErrorKind::Malformed, "a dimension of 2^63 or more elements");
    tensor.shape.push_back(static_cast<std::int64_t>(length));
  }
  if (tensor.shape.empty()) tensor.shape.push_back(1);
  tensor.ggml_number = cursor.number<std::uint32_t>();
  tensor.offset = cursor.number<std::uint64_t>();
  if (cursor.error()) return tensor;
  if (const auto elements = count_elements(tensor.shape); !elements)
    cursor.fail(ErrorKind::Malformed, elements.error().what);
  return tensor;
}

void check_version(ReadCursor& cursor, std::uint32_t version) {
  if (cursor.error() || (version >= kOldestVersion && version <= kNewestVersion)) return;
  // A big-endian version has its bits at the other end.
  if ((version & 0xffff) == 0 && version != 0)
    return cursor.fail(
        ErrorKind::Unsupported,
        "a big-endian GGUF file (made for s390x or such), where a little-endian one was expected");
  cursor.fail(ErrorKind::Unsupported,
              "GGUF version " + std::to_string(version) + ", where 2 or 3 was expected");
}

void check_count(ReadCursor& cursor, std::uint64_t count, std::uint64_t most, std::string_view of) {
  if (count > most)
    cursor.fail(ErrorKind::Malformed, std::to_string(count) + " " + std::string(of) + ", where at most " +
                                          std::to_string(most) + " were expected");
}

std::uint64_t alignment_of(ReadCursor& cursor, const HeaderMetadata& metadata) {
  const auto found = metadata.find("general.alignment");
  if (found == metadata.end()) return kAlignment;
  const auto* number = std::get_if<std::int64_t>(&found->second);
  const std::uint64_t value = number != nullptr && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
  if (std::has_single_bit(value) && value <= kMostAlignment) return value;
  cursor.name("key general.alignment");
  cursor.fail(ErrorKind::Malformed, "no power of two up to 2^30, as was expected");
  return kAlignment;
}

void read_tensors(ReadCursor& cursor, std::uint64_t count, Header& header) {
  std::set<std::string, std::less<>> names;
  for (std::uint64_t i = 0; i < count && !cursor.error(); ++i) {
    HeaderTensor tensor = read_tensor(cursor);
    if (tensor.offset % header.alignment != 0)
      cursor.fail(ErrorKind::Malformed, "the offset " + std::to_string(tensor.offset) +
                                            ", where a multiple of " + std::to_string(header.alignment) +
                                            " was expected");
    if (!names.insert(tensor.name).second)
      cursor.fail(ErrorKind::Malformed, "the tensor occurs twice, where once was expected");
    header.tensors.push_back(std::move(tensor));
  }
}

Header read(ReadCursor& cursor) {
  Header header;
  cursor.skip(4, 1);
  header.version = cursor.number<std::uint32_t>();
  check_version(cursor, header.version);
  const auto tensors = cursor.number<std::uint64_t>();
  check_count(cursor, tensors, kMostTensors, "tensors");
  const auto entries = cursor.number<std::uint64_t>();
  check_count(cursor, entries, kMostEntries, "metadata entries");
  for (std::uint64_t i = 0; i < entries && !cursor.error(); ++i) {
    cursor.name("metadata entry " + std::to_string(i + 1) + " of " + std::to_string(entries));
    read_entry(cursor, header.metadata);
  }
  header.alignment = alignment_of(cursor, header.metadata);
  cursor.name("the list of tensors");
  read_tensors(cursor, tensors, header);
  header.data_start = (cursor.at() + header.alignment - 1) / header.alignment * header.alignment;
  return header;
}

}  // namespace

ParsedHeader parse_header(std::span<const std::byte> bytes) {
  if (auto error = why_no_gguf(bytes)) return {*std::move(error), 0};
  ReadCursor cursor(bytes);
  Header header = read(cursor);
  if (cursor.error()) return {*cursor.error(), cursor.wanted()};
  return {std::move(header), cursor.wanted()};
}

core::Result<Header> read_header(std::span<const std::byte> bytes) { return parse_header(bytes).header; }

}  // namespace probellm::gguf
