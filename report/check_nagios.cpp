#include "report/check_nagios.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/check_words.h"

namespace probellm::report {
namespace {

using core::Dimension;
using core::Outcome;

constexpr std::array<std::string_view, 4> kWords{"OK", "WARNING", "CRITICAL", "UNKNOWN"};

/// The plugin's units are few: bytes, seconds, percent or none.
std::string_view unit_of(Dimension dimension) {
  if (dimension == Dimension::Size) return "B";
  if (dimension == Dimension::Time) return "s";
  return dimension == Dimension::Percent ? "%" : "";
}

/// The bar parts the text from the numbers.
std::string without_bars(std::string text) {
  std::replace(text.begin(), text.end(), '|', '/');
  return text;
}

std::string problems(const core::Check& check) {
  constexpr std::size_t kMost = 5;
  std::size_t count = 0;
  std::string text;
  for (const Outcome& outcome : check.outcomes) {
    if (!is_problem(outcome.state) || outcome.state == core::RuleState::Marginal) continue;
    if (++count <= kMost) text += "; " + outcome.rule.id + ": " + sentence_of(outcome);
  }
  return count > kMost ? text + fmt::format("; and {} more", count - kMost) : text;
}

std::string numbers(const core::Check& check) {
  std::string text;
  for (const Outcome& outcome : check.outcomes)
    if (!outcome.found.empty() && outcome.found.front().number)
      text += fmt::format(" {}={:.15g}{}", outcome.rule.id, outcome.found.front().number->likely,
                          unit_of(outcome.dimension));
  return text;
}

}  // namespace

std::string check_nagios(const core::Document& document, int code) {
  const core::Check& check = *document.check;
  const std::string perf = numbers(check);
  return fmt::format("{} - {}{}\n", kWords.at(static_cast<std::size_t>(code)),
                     without_bars(sentence_of(check) + problems(check)), perf.empty() ? "" : " |" + perf);
}

std::string check_perf_lines(const core::Document& document) {
  std::string text;
  for (const Outcome& outcome : document.check->outcomes)
    if (!outcome.found.empty() && outcome.found.front().number)
      text += fmt::format("{}={:.15g} {}\n", outcome.rule.id, outcome.found.front().number->likely,
                          name_of(outcome.dimension));
  return text;
}

}  // namespace probellm::report
