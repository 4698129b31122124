#include "profiles/policy.h"

#include <algorithm>
#include <array>

#include "profiles/toml.h"
#include "profiles/toml_fields.h"

namespace probellm::profiles {
namespace {

constexpr std::array<std::string_view, 3> kPolicyKeys{"name", "about", "rule"};
constexpr std::array<std::string_view, 4> kRuleKeys{"id", "require", "severity", "remedy"};

/// A key that was misspelt would be a rule without its effect.
template <std::size_t Count>
void refuse_others(const toml::table& table, const std::array<std::string_view, Count>& known,
                   const TomlFields& fields) {
  std::string names;
  for (const std::string_view name : known) names += (names.empty() ? "" : ", ") + std::string(name);
  for (const auto& [key, node] : table)
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      fields.expected(std::string(key.str()).c_str(), "one of " + names);
}

/// An id is a test's name, a metric's label and a key.
bool is_id(const std::string& id) {
  const auto is_fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  constexpr std::size_t kLongest = 40;
  return !id.empty() && id.size() <= kLongest && std::all_of(id.begin(), id.end(), is_fine);
}

core::Rule rule_of(const toml::table& table, const TomlFields& fields) {
  refuse_others(table, kRuleKeys, fields);
  core::Rule rule;
  rule.id = fields.text("id");
  rule.require = fields.text("require");
  rule.remedy = fields.optional_text("remedy");
  rule.line = static_cast<int>(table.source().begin.line);
  if (const toml::node* node = table.get("require")) rule.line = static_cast<int>(node->source().begin.line);
  if (!is_id(rule.id)) fields.expected("id", "at most 40 small letters, digits, - and _");
  const std::string severity = fields.has("severity") ? fields.text("severity") : "error";
  if (severity != "error" && severity != "warning") fields.expected("severity", "error or warning");
  rule.severity = severity == "warning" ? core::RuleSeverity::Warning : core::RuleSeverity::Error;
  return rule;
}

std::string stem_of(std::string_view file) {
  const std::size_t start = file.rfind('/') + 1;
  return std::string(file.substr(start, std::min(file.rfind('.'), file.size()) - start));
}

}  // namespace

core::Result<core::Policy> read_policy(std::string_view file, std::string_view text) {
  const toml::parse_result parsed = toml::parse(text, file);
  if (!parsed)
    return core::Error{core::ErrorKind::Malformed, std::string(file) + ":" +
                                                       std::to_string(parsed.error().source().begin.line) +
                                                       ": " + std::string(parsed.error().description())};
  std::string problem;
  const toml::table& root = parsed.table();
  const TomlFields fields(root, file, problem);
  refuse_others(root, kPolicyKeys, fields);
  static_cast<void>(fields.optional_text("about"));
  core::Policy policy{fields.has("name") ? fields.text("name") : stem_of(file), std::string(file), {}};
  const std::vector<TomlFields> tables = fields.tables("rule");
  for (std::size_t i = 0; i < tables.size(); ++i)
    policy.rules.push_back(rule_of(*root["rule"][i].as_table(), tables[i]));
  if (policy.rules.empty()) fields.expected("rule", "[[rule]] with id and require");
  if (!problem.empty()) return core::Error{core::ErrorKind::Malformed, problem};
  return policy;
}

}  // namespace probellm::profiles
