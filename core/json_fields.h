#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/engine.h"
#include "core/fact.h"
#include "core/units.h"

namespace probellm::core {

using Json = nlohmann::ordered_json;

/// Reads members of one JSON object; the first that is wrong is kept in `problem` with its path, and reads as
/// absent.
class FieldReader {
 public:
  FieldReader(const Json& object, std::string path, std::string& problem);

  bool has(const char* key) const;
  /// The text, control characters replaced, so that it can't steer a terminal.
  std::string text(const char* key) const;
  bool flag(const char* key) const;
  /// A whole number from 0 to `most`.
  std::optional<std::int64_t> whole(const char* key, std::int64_t most) const;
  /// A number from 0 to `most`.
  std::optional<double> number(const char* key, double most) const;
  /// The member object; an empty one where it is missing.
  FieldReader object(const char* key) const;
  /// The objects of a member array; none where it is missing.
  std::vector<FieldReader> objects(const char* key) const;
  /// The texts of a member array.
  std::vector<std::string> texts(const char* key) const;
  /// The whole numbers of a member array.
  std::vector<int> wholes(const char* key) const;
  /// The lists of whole numbers of a member array.
  std::vector<std::vector<int>> lists_of_wholes(const char* key) const;
  /// The numbers of a member array.
  std::vector<double> numbers(const char* key) const;
  /// The numbers of a member object, by the names of its keys.
  std::map<std::string, double> numbers_by_name(const char* key) const;
  /// Says what was expected of a key.
  void expected(const char* key, const std::string& what) const;

 private:
  const Json* find(const char* key) const;
  const Json* array(const char* key) const;
  std::vector<int> wholes_of(const Json& values, const char* key) const;

  const Json* object_;
  std::string path_;
  std::string* problem_;
};

/// The most that a file may state: 2^50 bytes of one memory, and counts and rates beyond any machine.
constexpr std::int64_t kMostBytes = std::int64_t{1} << 50;
constexpr std::int64_t kMostCount = 1 << 20;
constexpr double kMostRate = 1e21;

inline Json plain(const std::string& value) { return value; }
inline Json plain(int value) { return value; }
inline Json plain(double value) { return value; }
inline Json plain(Bytes value) { return value.value; }
inline Json plain(BytesPerSecond value) { return value.value; }
inline Json plain(FlopsPerSecond value) { return value.value; }

/// Null for an empty text.
Json text_or_null(const std::string& text);

/// {low, likely, high}, each null where there is none.
Json interval_json(const std::optional<Interval>& interval);

/// Where a fact comes from, or why it is absent: {source} or {reason, remedy}.
template <class T>
Json provenance(const Fact<T>& fact) {
  if (fact) return {{"source", fact.source()}};
  Json json = {{"reason", fact.reason()}};
  if (!fact.remedy().empty()) json["remedy"] = fact.remedy();
  return json;
}

/// A fact as an object: {value, source}, or {value: null, reason, remedy}.
template <class T>
Json fact_json(const Fact<T>& fact) {
  Json json = {{"value", fact ? plain(*fact) : Json(nullptr)}};
  json.update(provenance(fact));
  return json;
}

/// Puts the origin of a key into `object.provenance`, which stays the last member.
void put_provenance(Json& object, const char* key, Json origin);

/// Puts a fact into `object` as a plain value or null, and its origin into `object.provenance`.
template <class T>
void put_plain(Json& object, const char* key, const Fact<T>& fact) {
  object[key] = fact ? plain(*fact) : Json(nullptr);
  put_provenance(object, key, provenance(fact));
}

/// A member read as T: text, whole number, number, bytes or a rate.
template <class T>
std::optional<T> read_value(const FieldReader& reader, const char* key);
template <>
std::optional<std::string> read_value(const FieldReader& reader, const char* key);
template <>
std::optional<double> read_value(const FieldReader& reader, const char* key);
template <>
std::optional<int> read_value(const FieldReader& reader, const char* key);
template <>
std::optional<Bytes> read_value(const FieldReader& reader, const char* key);
template <>
std::optional<BytesPerSecond> read_value(const FieldReader& reader, const char* key);
template <>
std::optional<FlopsPerSecond> read_value(const FieldReader& reader, const char* key);

/// The origin's source, or that it is the machine file.
inline std::string source_or_file(const FieldReader& origin) {
  const std::string source = origin.text("source");
  return source.empty() ? "the machine file" : source;
}

/// A fact that the file says is absent, with its reason there.
template <class T>
Fact<T> absent_as_said(const FieldReader& origin) {
  const std::string reason = origin.text("reason");
  return Fact<T>::absent(reason.empty() ? "not in the machine file" : reason, origin.text("remedy"));
}

/// The inverse of fact_json; a missing member reads as absent.
template <class T>
Fact<T> read_fact(const FieldReader& reader, const char* key) {
  const FieldReader fact = reader.object(key);
  const auto value = read_value<T>(fact, "value");
  return value ? Fact<T>::known(*value, source_or_file(fact)) : absent_as_said<T>(fact);
}

/// The inverse of put_plain.
template <class T>
Fact<T> read_plain(const FieldReader& reader, const char* key) {
  const FieldReader origin = reader.object("provenance").object(key);
  const auto value = read_value<T>(reader, key);
  return value ? Fact<T>::known(*value, source_or_file(origin)) : absent_as_said<T>(origin);
}

}  // namespace probellm::core
