#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine.h"
#include "core/fact.h"
#include "core/fit.h"

namespace probellm::core {

/// What the number or word of a fact is.
enum class Dimension { Word, Count, Size, ByteRate, TransferRate, Time, FlopRate, TokenRate, Percent };

/// How a rule holds what was found against its target; Has is of lists of words.
enum class Relation { AtLeast, AtMost, Above, Below, Equal, NotEqual, Has };

/// Whether a rule that isn't kept disqualifies a machine, or is only worth knowing.
enum class RuleSeverity { Warning, Error };

/// What a rule names: "dimms.size", or "fit.decode.low" of "kimi-k2.6, q4_k_m, 32k".
struct Subject {
  std::string name;
  std::string argument{};
};

/// What a rule wants: a number in base units or a word, a share of another fact, or a share of the same fact
/// of a baseline.
struct Target {
  enum class Kind { Number, Word, ShareOfFact, ShareOfBaseline };
  Kind kind = Kind::Number;
  /// The number, or the share as a fraction.
  double number = 0;
  std::string word{};
  /// The fact that it is a share of.
  Subject fact{};
};

/// One line of a policy; `require` and `line` are as they stand in its file.
struct Rule {
  std::string id;
  std::string require;
  Subject subject;
  Relation relation = Relation::AtLeast;
  Target target;
  RuleSeverity severity = RuleSeverity::Error;
  std::string remedy;
  int line = 0;
};

/// What is asked of a machine; `file` is where the rules stand.
struct Policy {
  std::string name;
  std::string file;
  std::vector<Rule> rules;
};

/// What came of a rule: kept, kept or not within what the measurement can tell, not kept, not to be told as a
/// fact is unknown or its measurement of grade F, or not looked at.
enum class RuleState { Pass, NotChecked, Marginal, Unknown, Untrusted, Fail };

/// One fact that was held against a rule: its place where there are several, and a number in base units with
/// its interval or a word; neither where it is absent, with the reason and what makes it known.
struct Found {
  std::string place{};
  std::optional<Interval> number{};
  std::string word{};
  Basis basis = Basis::Read;
  std::string source{};
  std::optional<char> grade{};
  std::string reason{};
  std::string remedy{};
};

/// What came of one rule: the facts that decided it, the number that they were held against, and what to do.
struct Outcome {
  Rule rule;
  RuleState state = RuleState::Pass;
  Dimension dimension = Dimension::Count;
  std::vector<Found> found;
  std::optional<double> wanted{};
  std::string reason{};
  std::string remedy{};
};

/// What a long run saw of memory: medians of its rounds, and what was counted meanwhile.
struct Soak {
  double duration_seconds = 0;
  std::vector<double> read_bytes_per_second;
  /// How far reading slowed down from the first third of the rounds to the last, in percent.
  Fact<Interval> drift_percent{};
  Fact<double> throttle_events{};
  Fact<double> corrected_errors{};
  Fact<double> uncorrected_errors{};
};

/// How much is measured for a check.
enum class CheckDepth { Quick, Standard, Soak };

/// A machine held against a policy.
struct Check {
  std::string policy;
  std::string file;
  CheckDepth depth = CheckDepth::Standard;
  std::vector<Outcome> outcomes;
  std::optional<Soak> soak{};
};

/// The outcomes in that state, and of that severity where one is named.
int count_of(const Check& check, RuleState state, std::optional<RuleSeverity> severity = std::nullopt);

/// The word of JSON and reports for each.
std::string_view name_of(RuleState state);
std::string_view name_of(RuleSeverity severity);
std::string_view name_of(Dimension dimension);
std::string_view name_of(CheckDepth depth);

}  // namespace probellm::core
