#include "report/check_prometheus.h"

#include <fmt/format.h>

#include <array>

#include "core/plain_text.h"
#include "report/check_words.h"

namespace probellm::report {
namespace {

using core::Check;
using core::Dimension;
using core::Outcome;
using core::RuleState;

/// A label's value; what would end it is escaped.
std::string label(std::string_view text) {
  std::string safe;
  for (const char letter : core::without_controls(std::string(text))) {
    if (letter == '\\' || letter == '"') safe += '\\';
    safe += letter;
  }
  return safe;
}

std::string head(std::string_view name, std::string_view help) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
}

constexpr std::array kStates{RuleState::Pass,    RuleState::NotChecked, RuleState::Marginal,
                             RuleState::Unknown, RuleState::Untrusted,  RuleState::Fail};

/// One series a state, so that an alert needs no table of numbers.
std::string states(const Check& check) {
  std::string text = head("probe_llm_check_rule", "1 for the state that the rule is in.");
  for (const Outcome& outcome : check.outcomes)
    for (const RuleState state : kStates)
      text +=
          fmt::format("probe_llm_check_rule{{policy=\"{}\",rule=\"{}\",severity=\"{}\",state=\"{}\"}} {}\n",
                      label(check.policy), label(outcome.rule.id), name_of(outcome.rule.severity),
                      name_of(state), outcome.state == state ? 1 : 0);
  return text;
}

/// Percents are ratios here.
std::string unit_of(Dimension dimension) {
  if (dimension == Dimension::Percent) return "_ratio";
  if (dimension == Dimension::Count) return "";
  return "_" + std::string(name_of(dimension));
}

double in_base(Dimension dimension, double number) {
  return dimension == Dimension::Percent ? number / 100 : number;
}

/// What rules of one unit found; the first where a rule found several.
std::string numbers(const Check& check, Dimension dimension) {
  const std::string found = "probe_llm_check_found" + unit_of(dimension);
  const std::string wanted = "probe_llm_check_wanted" + unit_of(dimension);
  std::string founds, wanteds;
  for (const Outcome& outcome : check.outcomes) {
    if (outcome.dimension != dimension) continue;
    const std::string labels =
        fmt::format("{{policy=\"{}\",rule=\"{}\"}}", label(check.policy), label(outcome.rule.id));
    if (!outcome.found.empty() && outcome.found.front().number)
      founds += fmt::format("{}{} {:.15g}\n", found, labels,
                            in_base(dimension, outcome.found.front().number->likely));
    if (outcome.wanted)
      wanteds += fmt::format("{}{} {:.15g}\n", wanted, labels, in_base(dimension, *outcome.wanted));
  }
  if (!founds.empty()) founds = head(found, "What the rule found.") + founds;
  if (!wanteds.empty()) wanteds = head(wanted, "What the rule wants.") + wanteds;
  return founds + wanteds;
}

}  // namespace

std::string check_prometheus(const core::Document& document) {
  const Check& check = *document.check;
  std::string text = head("probe_llm_check_info", "The version of probe-llm, the policy and the depth.");
  text += fmt::format("probe_llm_check_info{{version=\"{}\",policy=\"{}\",depth=\"{}\"}} 1\n",
                      label(document.version), label(check.policy), name_of(check.depth));
  text += states(check);
  for (const Dimension dimension :
       {Dimension::Count, Dimension::Size, Dimension::ByteRate, Dimension::TransferRate, Dimension::Time,
        Dimension::FlopRate, Dimension::TokenRate, Dimension::Percent})
    text += numbers(check, dimension);
  return text;
}

}  // namespace probellm::report
