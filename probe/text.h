#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "core/units.h"

namespace probellm::probe {

/// The text without white space and NUL bytes at its ends.
std::string_view trimmed(std::string_view text);
/// The parts between separators; empty parts are kept.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The words between runs of white space.
std::vector<std::string_view> words_of(std::string_view text);
/// The trimmed value of the first line "key: value" (or another separator); absent where no line has that
/// key.
std::optional<std::string_view> value_of(std::string_view text, std::string_view key, char separator = ':');
/// Text from hardware made safe to print: what isn't printable ASCII becomes '?', trimmed, at most 128
/// characters.
std::string printable(std::string_view text);
/// The text in lower case (ASCII).
std::string lower(std::string_view text);
/// An amount written as "23.5 GiB".
std::string in_gib(core::Bytes amount);

/// The whole text as a number; absent where it is anything else or out of range.
template <class Number>
std::optional<Number> to_number(std::string_view text, int base = 10) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The most bytes that a file may claim (4 PiB), so that a thousand of them still add up.
constexpr std::int64_t kMostClaimedBytes = std::int64_t{1} << 52;

/// An amount of memory from 0 to 4 PiB; absent where the text is anything else.
std::optional<core::Bytes> to_bytes(std::string_view text, std::int64_t unit = 1);

}  // namespace probellm::probe
