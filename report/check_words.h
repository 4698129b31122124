#pragma once

#include <string>

#include "core/check.h"
#include "report/style.h"

namespace probellm::report {

/// A number in a unit for people: "768.0 GiB", "4800 MT/s", "12".
std::string in_unit(core::Dimension dimension, double number);

/// What a rule found, what it expected and why, in one line without its id.
std::string sentence_of(const core::Outcome& outcome);

/// "llm-server: 3 rules fail, 2 unknown, 14 pass".
std::string sentence_of(const core::Check& check);

/// What a state is painted in, and its word for people.
Tone tone_of(core::RuleState state);
std::string words_of(core::RuleState state);

/// Whether it is worth a line where only problems are told.
bool is_problem(core::RuleState state);

}  // namespace probellm::report
