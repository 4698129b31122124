#include "core/check.h"

#include <algorithm>

namespace probellm::core {

int count_of(const Check& check, RuleState state, std::optional<RuleSeverity> severity) {
  return static_cast<int>(
      std::count_if(check.outcomes.begin(), check.outcomes.end(), [&](const Outcome& outcome) {
        return outcome.state == state && (!severity || outcome.rule.severity == *severity);
      }));
}

std::string_view name_of(RuleState state) {
  switch (state) {
    case RuleState::Pass:
      return "pass";
    case RuleState::NotChecked:
      return "not_checked";
    case RuleState::Marginal:
      return "marginal";
    case RuleState::Unknown:
      return "unknown";
    case RuleState::Untrusted:
      return "untrusted";
    case RuleState::Fail:
      return "fail";
  }
  return "";
}

std::string_view name_of(RuleSeverity severity) {
  switch (severity) {
    case RuleSeverity::Warning:
      return "warning";
    case RuleSeverity::Error:
      return "error";
  }
  return "";
}

std::string_view name_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::Word:
      return "word";
    case Dimension::Count:
      return "count";
    case Dimension::Size:
      return "bytes";
    case Dimension::ByteRate:
      return "bytes_per_second";
    case Dimension::TransferRate:
      return "transfers_per_second";
    case Dimension::Time:
      return "seconds";
    case Dimension::FlopRate:
      return "flop_per_second";
    case Dimension::TokenRate:
      return "tokens_per_second";
    case Dimension::Percent:
      return "percent";
  }
  return "";
}

std::string_view name_of(CheckDepth depth) {
  switch (depth) {
    case CheckDepth::Quick:
      return "quick";
    case CheckDepth::Standard:
      return "standard";
    case CheckDepth::Soak:
      return "soak";
  }
  return "";
}

}  // namespace probellm::core
