#include "core/json_fields.h"

#include <cmath>

#include "core/plain_text.h"

namespace probellm::core {
namespace {

const Json kEmptyObject = Json::object();

bool is_amount(const Json& value, double most) {
  return value.is_number() && value.get<double>() >= 0 && value.get<double>() <= most;
}

std::optional<std::int64_t> whole_of(const Json& value, std::int64_t most) {
  if (!is_amount(value, static_cast<double>(most))) return std::nullopt;
  if (value.get<double>() != std::floor(value.get<double>())) return std::nullopt;
  return value.get<std::int64_t>();
}

/// A value as a sentence can quote it.
std::string quoted(const Json& value) {
  constexpr std::size_t kLongest = 40;
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= kLongest ? text : text.substr(0, kLongest) + "...";
}

}  // namespace

void put_provenance(Json& object, const char* key, Json origin) {
  Json all = object.value("provenance", Json::object());
  all[key] = std::move(origin);
  object.erase("provenance");
  object["provenance"] = std::move(all);
}

FieldReader::FieldReader(const Json& object, std::string path, std::string& problem)
    : object_(&object), path_(std::move(path)), problem_(&problem) {}

void FieldReader::expected(const char* key, const std::string& what) const {
  if (problem_->empty()) *problem_ = path_ + key + ": expected " + what;
}

const Json* FieldReader::find(const char* key) const {
  const auto member = object_->find(key);
  if (member == object_->end() || member->is_null()) return nullptr;
  return &*member;
}

const Json* FieldReader::array(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return nullptr;
  if (value->is_array()) return value;
  expected(key, "a list");
  return nullptr;
}

bool FieldReader::has(const char* key) const { return find(key) != nullptr; }

std::string FieldReader::text(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return "";
  if (value->is_string()) return without_controls(value->get<std::string>());
  expected(key, "text");
  return "";
}

bool FieldReader::flag(const char* key) const {
  const Json* value = find(key);
  if (value == nullptr) return false;
  if (value->is_boolean()) return value->get<bool>();
  expected(key, "true or false");
  return false;
}

std::optional<std::int64_t> FieldReader::whole(const char* key, std::int64_t most) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto amount = whole_of(*value, most);
  if (!amount)
    expected(key, "a whole number from 0 to " + std::to_string(most) + ", found " + quoted(*value));
  return amount;
}

std::optional<double> FieldReader::number(const char* key, double most) const {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (is_amount(*value, most)) return value->get<double>();
  expected(key, "a number from 0 to " + quoted(Json(most)) + ", found " + quoted(*value));
  return std::nullopt;
}

FieldReader FieldReader::object(const char* key) const {
  const std::string path = path_ + key + ".";
  const Json* value = find(key);
  if (value != nullptr && value->is_object()) return {*value, path, *problem_};
  if (value != nullptr) expected(key, "an object");
  return {kEmptyObject, path, *problem_};
}

std::vector<FieldReader> FieldReader::objects(const char* key) const {
  std::vector<FieldReader> readers;
  const Json* values = array(key);
  if (values == nullptr) return readers;
  for (std::size_t i = 0; i < values->size(); ++i) {
    const Json& value = (*values)[i];
    const std::string path = path_ + key + "[" + std::to_string(i) + "].";
    if (!value.is_object()) expected(key, "a list of objects");
    readers.emplace_back(value.is_object() ? value : kEmptyObject, path, *problem_);
  }
  return readers;
}

std::vector<std::string> FieldReader::texts(const char* key) const {
  std::vector<std::string> texts;
  const Json* values = array(key);
  if (values == nullptr) return texts;
  for (const Json& value : *values) {
    if (value.is_string())
      texts.push_back(without_controls(value.get<std::string>()));
    else
      expected(key, "a list of texts");
  }
  return texts;
}

std::vector<int> FieldReader::wholes(const char* key) const {
  const Json* values = array(key);
  return values == nullptr ? std::vector<int>{} : wholes_of(*values, key);
}

std::vector<std::vector<int>> FieldReader::lists_of_wholes(const char* key) const {
  std::vector<std::vector<int>> lists;
  const Json* values = array(key);
  if (values == nullptr) return lists;
  for (const Json& value : *values) {
    if (!value.is_array()) expected(key, "a list of lists of whole numbers");
    if (value.is_array()) lists.push_back(wholes_of(value, key));
  }
  return lists;
}

std::vector<int> FieldReader::wholes_of(const Json& values, const char* key) const {
  std::vector<int> wholes;
  for (const Json& value : values) {
    const auto whole = whole_of(value, kMostCount);
    if (whole)
      wholes.push_back(static_cast<int>(*whole));
    else
      expected(key, "a list of whole numbers");
  }
  return wholes;
}

std::vector<double> FieldReader::numbers(const char* key) const {
  std::vector<double> numbers;
  const Json* values = array(key);
  if (values == nullptr) return numbers;
  for (const Json& value : *values) {
    if (is_amount(value, kMostRate))
      numbers.push_back(value.get<double>());
    else
      expected(key, "a list of numbers");
  }
  return numbers;
}

std::map<std::string, double> FieldReader::numbers_by_name(const char* key) const {
  std::map<std::string, double> numbers;
  const Json* object = find(key);
  if (object == nullptr) return numbers;
  if (!object->is_object()) return expected(key, "an object of numbers"), numbers;
  for (const auto& [name, value] : object->items()) {
    if (is_amount(value, kMostRate))
      numbers[without_controls(name)] = value.get<double>();
    else
      expected(key, "an object of numbers");
  }
  return numbers;
}

template <>
std::optional<std::string> read_value(const FieldReader& reader, const char* key) {
  if (!reader.has(key)) return std::nullopt;
  return reader.text(key);
}

template <>
std::optional<double> read_value(const FieldReader& reader, const char* key) {
  return reader.number(key, kMostRate);
}

template <>
std::optional<int> read_value(const FieldReader& reader, const char* key) {
  const auto whole = reader.whole(key, kMostCount);
  if (!whole) return std::nullopt;
  return static_cast<int>(*whole);
}

template <>
std::optional<Bytes> read_value(const FieldReader& reader, const char* key) {
  const auto whole = reader.whole(key, kMostBytes);
  if (!whole) return std::nullopt;
  return Bytes{*whole};
}

template <>
std::optional<BytesPerSecond> read_value(const FieldReader& reader, const char* key) {
  const auto number = reader.number(key, kMostRate);
  if (!number) return std::nullopt;
  if (*number < 1) reader.expected(key, "at least 1 byte a second");
  return BytesPerSecond{*number};
}

template <>
std::optional<FlopsPerSecond> read_value(const FieldReader& reader, const char* key) {
  const auto number = reader.number(key, kMostRate);
  if (!number) return std::nullopt;
  if (*number < 1) reader.expected(key, "at least 1 operation a second");
  return FlopsPerSecond{*number};
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json interval_json(const std::optional<Interval>& interval) {
  if (!interval) return {{"low", nullptr}, {"likely", nullptr}, {"high", nullptr}};
  return {{"low", interval->low}, {"likely", interval->likely}, {"high", interval->high}};
}

}  // namespace probellm::core
