#include "report/check_words.h"

#include <fmt/format.h>

#include <array>

#include "core/plain_text.h"
#include "report/amounts.h"
#include "report/fit_cells.h"

namespace probellm::report {
namespace {

using core::Dimension;
using core::Found;
using core::Outcome;
using core::RuleState;

/// Places that a sentence names before it counts the rest.
constexpr std::size_t kMostPlaces = 3;

std::string value_of(const Outcome& outcome, const Found& found) {
  if (!found.number) return found.word;
  const core::Interval& number = *found.number;
  const std::string likely = in_unit(outcome.dimension, number.likely);
  if (number.low == number.high) return likely;
  return fmt::format("{} ({} to {})", likely, in_unit(outcome.dimension, number.low),
                     in_unit(outcome.dimension, number.high));
}

std::string places_of(const Outcome& outcome) {
  std::string places;
  for (std::size_t i = 0; i < outcome.found.size() && i < kMostPlaces; ++i)
    if (!outcome.found[i].place.empty()) places += (places.empty() ? "" : "; ") + outcome.found[i].place;
  if (places.empty()) return "";
  if (outcome.found.size() > kMostPlaces)
    places += fmt::format(" and {} more", outcome.found.size() - kMostPlaces);
  return " (" + places + ")";
}

std::string subject_of(const Outcome& outcome) {
  const std::string& require = outcome.rule.require;
  const std::size_t end = require.find_first_of(")");
  const std::size_t from = end == std::string::npos ? 0 : end;
  return require.substr(0, require.find(' ', from));
}

std::string found_words(const Outcome& outcome) {
  if (outcome.found.empty()) return subject_of(outcome);
  return subject_of(outcome) + " is " + value_of(outcome, outcome.found.front());
}

std::string expected_words(const Outcome& outcome) {
  const std::string words = outcome.rule.require.substr(subject_of(outcome).size());
  const bool is_share = outcome.wanted && outcome.rule.target.kind != core::Target::Kind::Number;
  return ", expected" + words + (is_share ? ", which is " + in_unit(outcome.dimension, *outcome.wanted) : "");
}

std::string because(const Outcome& outcome) { return outcome.reason.empty() ? "" : ": " + outcome.reason; }

std::string line_of(const Outcome& outcome) {
  switch (outcome.state) {
    case RuleState::Pass:
      return found_words(outcome);
    case RuleState::NotChecked:
      return outcome.reason;
    case RuleState::Marginal:
      return found_words(outcome) + expected_words(outcome) + ": no measurement here can tell" +
             places_of(outcome);
    case RuleState::Unknown:
      return subject_of(outcome) + " isn't known" + because(outcome);
    case RuleState::Untrusted:
      return subject_of(outcome) + " can't be trusted, grade F" + because(outcome);
    case RuleState::Fail:
      return found_words(outcome) + expected_words(outcome) + places_of(outcome);
  }
  return "";
}

}  // namespace

std::string in_unit(Dimension dimension, double number) {
  switch (dimension) {
    case Dimension::Word:
    case Dimension::Count:
      return fmt::format("{:.10g}", number);
    case Dimension::Size:
      return gib({static_cast<std::int64_t>(number)});
    case Dimension::ByteRate:
      return gb_per_second(number);
    case Dimension::TransferRate:
      return fmt::format("{:.0f} MT/s", number / 1e6);
    case Dimension::Time:
      return measured(core::Unit::Time, number);
    case Dimension::FlopRate:
      return measured(core::Unit::FlopRate, number);
    case Dimension::TokenRate:
      return digits(number) + " tokens/s";
    case Dimension::Percent:
      return fmt::format("{:.1f} %", number);
  }
  return "";
}

std::string sentence_of(const Outcome& outcome) { return core::without_controls(line_of(outcome)); }

std::string sentence_of(const core::Check& check) {
  constexpr std::array kStates{RuleState::Fail,     RuleState::Untrusted,  RuleState::Unknown,
                               RuleState::Marginal, RuleState::NotChecked, RuleState::Pass};
  std::string counts;
  for (const RuleState state : kStates)
    if (const int count = count_of(check, state); count > 0)
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, words_of(state));
  return fmt::format("{}: {} rule{}: {}", core::without_controls(check.policy), check.outcomes.size(),
                     check.outcomes.size() == 1 ? "" : "s", counts);
}

Tone tone_of(RuleState state) {
  switch (state) {
    case RuleState::Pass:
      return Tone::Good;
    case RuleState::NotChecked:
      return Tone::Faint;
    case RuleState::Marginal:
    case RuleState::Unknown:
    case RuleState::Untrusted:
      return Tone::Warn;
    case RuleState::Fail:
      return Tone::Bad;
  }
  return Tone::Plain;
}

std::string words_of(RuleState state) { return in_words(core::name_of(state)); }

bool is_problem(RuleState state) { return state > RuleState::NotChecked; }

}  // namespace probellm::report
