#include "report/check_nfd.h"

#include <fmt/format.h>

#include <algorithm>

namespace probellm::report {
namespace {

using core::Check;
using core::RuleState;

/// Kubernetes' limit of a label's name and of its value.
constexpr std::size_t kLongest = 63;

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Text as a label takes it: letters, digits, '-', '_' and '.', and no sign at its ends.
std::string in_label(std::string text) {
  const auto is_fine = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; };
  std::replace_if(
      text.begin(), text.end(), [&](char c) { return !is_fine(c); }, '_');
  if (text.size() > kLongest) text.resize(kLongest);
  text.erase(std::find_if(text.rbegin(), text.rend(), is_letter_or_digit).base(), text.end());
  text.erase(text.begin(), std::find_if(text.begin(), text.end(), is_letter_or_digit));
  return text;
}

std::string_view verdict_of(const Check& check) {
  if (count_of(check, RuleState::Fail, core::RuleSeverity::Error) > 0) return "false";
  if (count_of(check, RuleState::Untrusted) + count_of(check, RuleState::Unknown) > 0) return "unknown";
  return "true";
}

}  // namespace

std::string check_nfd(const core::Document& document, std::string_view expires_at) {
  const Check& check = *document.check;
  std::string text = fmt::format("# +expiry-time={}\n", expires_at);
  const auto add = [&](const std::string& name, std::string_view value) {
    text += fmt::format("{}={}\n", in_label("probe-llm." + name), in_label(std::string(value)));
  };
  add("policy", check.policy);
  add("qualified", verdict_of(check));
  for (const core::Outcome& outcome : check.outcomes) add(outcome.rule.id, name_of(outcome.state));
  return text;
}

}  // namespace probellm::report
