#include "probe/text.h"

#include <algorithm>
#include <cstdio>

namespace probellm::probe {
namespace {

constexpr std::string_view kBlank(" \t\r\n\v\f\0", 7);
constexpr std::size_t kMostPrinted = 128;

}  // namespace

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t start = text.find_first_not_of(kBlank);
  while (start != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(kBlank, start), text.size());
    words.push_back(text.substr(start, end - start));
    start = text.find_first_not_of(kBlank, end);
  }
  return words;
}

std::optional<std::string_view> value_of(std::string_view text, std::string_view key, char separator) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t at = line.find(separator);
    if (at != std::string_view::npos && trimmed(line.substr(0, at)) == key)
      return trimmed(line.substr(at + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::nullopt;
}

std::string printable(std::string_view text) {
  std::string safe(trimmed(trimmed(text).substr(0, kMostPrinted)));
  for (char& letter : safe)
    if (letter < ' ' || letter > '~') letter = '?';
  return safe;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return result;
}

std::string in_gib(core::Bytes amount) {
  char text[48];
  std::snprintf(text, sizeof text, "%.1f GiB", amount / core::Bytes{core::kGiB});
  return text;
}

std::optional<core::Bytes> to_bytes(std::string_view text, std::int64_t unit) {
  const auto number = to_number<std::int64_t>(text);
  if (!number || *number < 0 || *number > kMostClaimedBytes / unit) return std::nullopt;
  return core::Bytes{*number * unit};
}

}  // namespace probellm::probe
