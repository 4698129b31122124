#include "report/check_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/plain_text.h"
#include "report/amounts.h"
#include "report/check_words.h"
#include "report/table.h"

namespace probellm::report {
namespace {

/// "fail", or "warn" where only a warning isn't kept.
Cell state_cell(const core::Outcome& outcome) {
  const bool is_warning =
      outcome.state == core::RuleState::Fail && outcome.rule.severity == core::RuleSeverity::Warning;
  return {is_warning ? "warning" : words_of(outcome.state), is_warning ? Tone::Warn : tone_of(outcome.state)};
}

std::string counted(const core::Fact<double>& fact, std::string_view what) {
  return fact ? fmt::format("{:.0f} {}", *fact, what) : fmt::format("{} unknown ({})", what, fact.reason());
}

std::string soak_text(const core::Soak& soak) {
  const auto& rates = soak.read_bytes_per_second;
  std::string text = fmt::format("  soaked for {:.0f} s, {} rounds", soak.duration_seconds, rates.size());
  if (!rates.empty()) {
    const auto [least, most] = std::minmax_element(rates.begin(), rates.end());
    text += fmt::format(": memory read {} to {}", gb_per_second(*least), gb_per_second(*most));
  }
  if (soak.drift_percent) text += fmt::format(", {:.1f} % slower at the end", soak.drift_percent->likely);
  return text + fmt::format("; {}, {}, {}\n", counted(soak.throttle_events, "throttlings"),
                            counted(soak.corrected_errors, "corrected errors"),
                            counted(soak.uncorrected_errors, "uncorrected errors"));
}

}  // namespace

std::string check_text(const core::Check& check, Colour colour) {
  std::vector<std::vector<Cell>> rows;
  for (const core::Outcome& outcome : check.outcomes) {
    rows.push_back({state_cell(outcome), {outcome.rule.id}, {sentence_of(outcome)}});
    if (!outcome.remedy.empty())
      rows.push_back({{}, {}, {core::without_controls("to do: " + outcome.remedy), Tone::Faint}});
  }
  std::string text = table({Align::Left, Align::Left, Align::Left}, rows, colour);
  if (check.soak) text += soak_text(*check.soak);
  return text + "\n" + paint(colour, Tone::Strong, sentence_of(check)) + "\n";
}

}  // namespace probellm::report
