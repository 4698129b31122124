#include "gguf/describe_keys.h"

#include <algorithm>

#include "gguf/read_cursor.h"

namespace probellm::gguf {
namespace {

std::string range(std::int64_t least, std::int64_t most) {
  return "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace

const HeaderValue* ArchitectureKeys::find(std::string_view key) const {
  const auto found = metadata_.find(architecture_ + "." + std::string(key));
  return found != metadata_.end() ? &found->second : nullptr;
}

void ArchitectureKeys::expected(std::string_view key, const std::string& what) {
  if (error_) return;
  error_ = core::Error{core::ErrorKind::Malformed, "key " + shown(architecture_) + "." + std::string(key) +
                                                       (has(key) ? "" : " is missing") + ": " + what +
                                                       " was expected"};
}

std::int64_t ArchitectureKeys::optional(std::string_view key, std::int64_t most) {
  const HeaderValue* value = find(key);
  if (value == nullptr) return 0;
  const auto* number = std::get_if<std::int64_t>(value);
  if (number != nullptr && *number >= 0 && *number <= most) return *number;
  expected(key, range(0, most));
  return 0;
}

std::int64_t ArchitectureKeys::required(std::string_view key, std::int64_t most) {
  const HeaderValue* value = find(key);
  const auto* number = value != nullptr ? std::get_if<std::int64_t>(value) : nullptr;
  if (number != nullptr && *number >= 1 && *number <= most) return *number;
  expected(key, range(1, most));
  return 1;
}

std::vector<std::int64_t> ArchitectureKeys::by_layer(std::string_view key, std::int64_t layers,
                                                     std::int64_t most) {
  const auto count = static_cast<std::size_t>(layers);
  const HeaderArray* values = array(key);
  if (values == nullptr) {
    if (!has(key)) return {};
    return std::vector<std::int64_t>(count, optional(key, most));
  }
  const auto is_out = [most](std::int64_t value) { return value < 0 || value > most; };
  if (values->numbers.size() >= count && std::none_of(values->numbers.begin(), values->numbers.end(), is_out))
    return {values->numbers.begin(), values->numbers.begin() + layers};
  expected(key, "for each of the " + std::to_string(layers) + " layers " + range(0, most));
  return std::vector<std::int64_t>(count, 0);
}

const HeaderArray* ArchitectureKeys::array(std::string_view key) const {
  const HeaderValue* value = find(key);
  return value != nullptr ? std::get_if<HeaderArray>(value) : nullptr;
}

std::string text_of(const HeaderMetadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return {};
  const auto* text = std::get_if<std::string>(&found->second);
  return text != nullptr ? *text : std::string();
}

}  // namespace probellm::gguf
