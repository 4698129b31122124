#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine.h"
#include "profiles/toml.h"

namespace probellm::profiles {

/// Reads members of one TOML table; the first that is missing or wrong is kept in `problem` with file, line
/// and key.
class TomlFields {
 public:
  TomlFields(const toml::table& table, std::string_view file, std::string& problem);

  /// Texts: the first must be there, the second may be missing.
  std::string text(const char* key) const;
  std::string optional_text(const char* key) const;
  std::vector<std::string> optional_texts(const char* key) const;
  bool optional_flag(const char* key) const;
  /// A whole number from `least` to `most`.
  std::int64_t whole(const char* key, std::int64_t least, std::int64_t most) const;
  /// The same, 0 where the key is missing.
  std::int64_t optional_whole(const char* key, std::int64_t least, std::int64_t most) const;
  /// [low, likely, high], above 0 and ascending.
  core::Interval interval(const char* key) const;
  bool has(const char* key) const;
  /// Flags, or numbers from 0 to `most`; none where the key is missing.
  std::vector<bool> optional_flags(const char* key) const;
  std::vector<double> numbers(const char* key, double most) const;
  /// A number from 0 to `most`.
  double number(const char* key, double most) const;
  /// The table of that key; none where it is missing or something else.
  std::optional<TomlFields> table(const char* key) const;
  /// The tables of an array of tables; none where it is missing.
  std::vector<TomlFields> tables(const char* key) const;
  /// Refuses keys that aren't among these.
  void only(std::initializer_list<std::string_view> keys) const;
  /// Where a key stands: "FILE:LINE: KEY".
  std::string place(const char* key) const;
  /// Says what was expected of a key.
  void expected(const char* key, std::string_view what) const;

 private:
  const toml::table* table_;
  std::string_view file_;
  std::string* problem_;
};

}  // namespace probellm::profiles
