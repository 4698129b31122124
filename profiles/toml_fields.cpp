#include "profiles/toml_fields.h"

#include <algorithm>
#include <cmath>

namespace probellm::profiles {
namespace {

bool is_amount(double value) { return std::isfinite(value) && value >= 0; }

}  // namespace

TomlFields::TomlFields(const toml::table& table, std::string_view file, std::string& problem)
    : table_(&table), file_(file), problem_(&problem) {}

void TomlFields::expected(const char* key, std::string_view what) const {
  if (problem_->empty()) *problem_ = place(key) + ": expected " + std::string(what);
}

std::string TomlFields::place(const char* key) const {
  const toml::node* node = table_->get(key);
  const auto line = (node != nullptr ? node->source() : table_->source()).begin.line;
  return std::string(file_) + ":" + std::to_string(line) + ": " + key;
}

void TomlFields::only(std::initializer_list<std::string_view> keys) const {
  for (const auto& [key, node] : *table_) {
    if (!problem_->empty() || std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
    std::string known;
    for (const std::string_view each : keys) known += (known.empty() ? "" : ", ") + std::string(each);
    *problem_ = std::string(file_) + ":" + std::to_string(key.source().begin.line) + ": " +
                std::string(key.str()) + ": not known; known are " + known;
  }
}

bool TomlFields::has(const char* key) const { return table_->contains(key); }

std::string TomlFields::text(const char* key) const {
  const auto value = (*table_)[key].value_exact<std::string>();
  if (!value || value->empty()) expected(key, "text");
  return value.value_or("");
}

std::string TomlFields::optional_text(const char* key) const { return has(key) ? text(key) : ""; }

bool TomlFields::optional_flag(const char* key) const {
  const auto value = (*table_)[key].value_exact<bool>();
  if (has(key) && !value) expected(key, "true or false");
  return value.value_or(false);
}

std::vector<std::string> TomlFields::optional_texts(const char* key) const {
  std::vector<std::string> texts;
  if (!has(key)) return texts;
  const toml::array* values = (*table_)[key].as_array();
  if (values == nullptr || !values->is_homogeneous<std::string>()) {
    expected(key, "a list of texts");
    return texts;
  }
  for (const toml::node& value : *values) texts.push_back(value.ref<std::string>());
  return texts;
}

std::vector<bool> TomlFields::optional_flags(const char* key) const {
  std::vector<bool> flags;
  if (!has(key)) return flags;
  const toml::array* values = (*table_)[key].as_array();
  if (values == nullptr || !values->is_homogeneous<bool>()) {
    expected(key, "a list of true and false");
    return flags;
  }
  for (const toml::node& value : *values) flags.push_back(value.ref<bool>());
  return flags;
}

std::vector<double> TomlFields::numbers(const char* key, double most) const {
  std::vector<double> numbers;
  const toml::array* values = (*table_)[key].as_array();
  if (values != nullptr)
    for (const toml::node& value : *values) numbers.push_back(value.value<double>().value_or(-1));
  const auto is_wrong = [&](double number) { return !is_amount(number) || number > most; };
  if (numbers.empty() || std::any_of(numbers.begin(), numbers.end(), is_wrong))
    expected(key, "a list of numbers");
  return numbers;
}

std::int64_t TomlFields::whole(const char* key, std::int64_t least, std::int64_t most) const {
  const auto value = (*table_)[key].value_exact<std::int64_t>();
  if (value && *value >= least && *value <= most) return *value;
  expected(key, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

std::int64_t TomlFields::optional_whole(const char* key, std::int64_t least, std::int64_t most) const {
  return has(key) ? whole(key, least, most) : 0;
}

double TomlFields::number(const char* key, double most) const {
  const auto value = (*table_)[key].value<double>();
  if (value && is_amount(*value) && *value <= most) return *value;
  expected(key, "a number that is neither negative nor beyond reason");
  return 0;
}

core::Interval TomlFields::interval(const char* key) const {
  const toml::array* values = (*table_)[key].as_array();
  if (values == nullptr || values->size() != 3) {
    expected(key, "[low, likely, high]");
    return {};
  }
  double numbers[3] = {};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = (*values)[i].value<double>();
    if (!number || !is_amount(*number)) expected(key, "three numbers that aren't negative");
    numbers[i] = number.value_or(0);
  }
  const bool ascends = numbers[0] > 0 && numbers[0] <= numbers[1] && numbers[1] <= numbers[2];
  if (!ascends) expected(key, "three numbers above 0 in ascending order");
  return {numbers[0], numbers[1], numbers[2]};
}

std::optional<TomlFields> TomlFields::table(const char* key) const {
  const toml::table* table = (*table_)[key].as_table();
  if (table == nullptr) return std::nullopt;
  return TomlFields(*table, file_, *problem_);
}

std::vector<TomlFields> TomlFields::tables(const char* key) const {
  std::vector<TomlFields> tables;
  if (!has(key)) return tables;
  const toml::array* values = (*table_)[key].as_array();
  if (values == nullptr || !values->is_array_of_tables()) {
    expected(key, "a list of tables");
    return tables;
  }
  for (const toml::node& value : *values) tables.emplace_back(*value.as_table(), file_, *problem_);
  return tables;
}

}  // namespace probellm::profiles
