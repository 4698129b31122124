#include "qualify/check.h"

#include <algorithm>

#include "qualify/subjects.h"

namespace probellm::qualify {
namespace {

using core::Found;
using core::Outcome;
using core::Relation;
using core::Rule;
using core::RuleState;
using core::Target;

/// Whether all of an interval is kept, none of it, or some.
RuleState state_of(bool all, bool any) {
  if (all) return RuleState::Pass;
  return any ? RuleState::Marginal : RuleState::Fail;
}

RuleState against(const core::Interval& number, Relation relation, double wanted) {
  const bool holds_it = number.low <= wanted && wanted <= number.high;
  const bool is_exact = number.low == number.high;
  switch (relation) {
    case Relation::AtLeast:
      return state_of(number.low >= wanted, number.high >= wanted);
    case Relation::AtMost:
      return state_of(number.high <= wanted, number.low <= wanted);
    case Relation::Above:
      return state_of(number.low > wanted, number.high > wanted);
    case Relation::Below:
      return state_of(number.high < wanted, number.low < wanted);
    case Relation::Equal:
    case Relation::Has:
      return state_of(is_exact && holds_it, holds_it);
    case Relation::NotEqual:
      return state_of(!holds_it, !is_exact);
  }
  return RuleState::Fail;
}

bool is_absent(const Found& found) { return !found.number && found.word.empty(); }

/// The number that a fact of some place is held against; what is wrong with it where it isn't known.
core::Result<double> wanted_of(const Rule& rule, const Found& found, const Founds& peers) {
  if (rule.target.kind == Target::Kind::Number) return rule.target.number;
  const bool is_baseline = rule.target.kind == Target::Kind::ShareOfBaseline;
  const std::string name =
      is_baseline ? "the baseline's " + words_of(rule.subject) : words_of(rule.target.fact);
  auto peer =
      std::find_if(peers.begin(), peers.end(), [&](const Found& each) { return each.place == found.place; });
  if (peer == peers.end() && peers.size() == 1) peer = peers.begin();
  if (peer == peers.end()) return core::Error{core::ErrorKind::NotFound, name + " isn't known"};
  if (!peer->number)
    return core::Error{core::ErrorKind::NotFound,
                       name + " isn't known: " + (peer->reason.empty() ? "none" : peer->reason)};
  if (peer->grade == 'F') return core::Error{core::ErrorKind::Failed, name + " is of grade F"};
  return rule.target.number * peer->number->likely;
}

bool is_word_kept(const Rule& rule, const Found& found) {
  return (found.word == rule.target.word) != (rule.relation == Relation::NotEqual);
}

struct Judged {
  RuleState state = RuleState::Pass;
  Found found;
  std::optional<double> wanted{};
  std::string reason{};
};

Judged judge(const Rule& rule, const Found& found, const Founds& peers) {
  Judged judged{RuleState::Pass, found, {}, found.reason};
  if (is_absent(found)) {
    judged.state = found.grade == 'F' ? RuleState::Untrusted : RuleState::Unknown;
    return judged;
  }
  if (rule.target.kind == Target::Kind::Word) {
    judged.state = is_word_kept(rule, found) ? RuleState::Pass : RuleState::Fail;
    return judged;
  }
  if (!found.number) return judged.state = RuleState::Unknown, judged;
  const auto wanted = wanted_of(rule, found, peers);
  if (found.grade == 'F') return judged.state = RuleState::Untrusted, judged;
  if (!wanted) {
    judged.state = wanted.error().kind == core::ErrorKind::Failed ? RuleState::Untrusted : RuleState::Unknown;
    judged.reason = wanted.error().what;
    return judged;
  }
  judged.wanted = *wanted;
  judged.state = against(*found.number, rule.relation, *wanted);
  return judged;
}

/// A list of words has one where any is it.
void judge_list(Outcome& outcome, const Founds& founds) {
  const auto is_it = [&](const Found& found) { return found.word == outcome.rule.target.word; };
  const auto it = std::find_if(founds.begin(), founds.end(), is_it);
  outcome.state = it != founds.end() ? RuleState::Pass : RuleState::Fail;
  outcome.found = it != founds.end() ? Founds{*it} : founds;
  if (!founds.empty() && is_absent(founds.front())) {
    outcome.state = RuleState::Unknown;
    outcome.reason = founds.front().reason;
  }
}

/// Keeps what is worst: the facts of that state, and the first one's reason and remedy.
void judge_each(Outcome& outcome, const Founds& founds, const Founds& peers) {
  bool is_first = true;
  for (const Found& found : founds) {
    const Judged judged = judge(outcome.rule, found, peers);
    if (!is_first && judged.state < outcome.state) continue;
    if (is_first || judged.state > outcome.state) {
      outcome.state = judged.state;
      outcome.found.clear();
      outcome.wanted = judged.wanted;
      outcome.reason = judged.reason;
    }
    outcome.found.push_back(judged.found);
    is_first = false;
  }
}

/// What wasn't looked at as the run was short isn't unknown.
bool is_left_out(const SubjectRow& row, const Facts& facts) {
  return (row.needs == Needs::Measuring && facts.depth == core::CheckDepth::Quick) ||
         (row.needs == Needs::Soaking && facts.soak == nullptr);
}

void leave_out(Outcome& outcome, std::string reason) {
  outcome.state = RuleState::NotChecked;
  outcome.found.clear();
  outcome.reason = std::move(reason);
}

/// What a rule says is of machines that fail it; a fact says itself what makes it known, and a finding its
/// fix.
std::string remedy_of(const Outcome& outcome) {
  const bool is_kept = outcome.state < RuleState::Unknown;
  if (is_kept || outcome.state == RuleState::Untrusted) return "";
  if (outcome.state == RuleState::Fail && !outcome.rule.remedy.empty()) return outcome.rule.remedy;
  for (const Found& found : outcome.found)
    if (!found.remedy.empty()) return found.remedy;
  return "";
}

Outcome outcome_of(const Rule& rule, const Facts& facts, const Facts* baseline) {
  const SubjectRow& row = *find_subject(rule.subject.name);
  Outcome outcome{rule, RuleState::Pass, row.dimension, {}, {}, {}, {}};
  const Founds founds = row.find(facts, rule.subject.argument);
  Founds peers;
  if (rule.target.kind == Target::Kind::ShareOfFact)
    peers = find_subject(rule.target.fact.name)->find(facts, rule.target.fact.argument);
  if (rule.target.kind == Target::Kind::ShareOfBaseline && baseline != nullptr)
    peers = row.find(*baseline, rule.subject.argument);
  if (founds.empty()) {
    leave_out(outcome, "the machine has none");
  } else if (rule.relation == Relation::Has) {
    judge_list(outcome, founds);
  } else {
    judge_each(outcome, founds, peers);
  }
  if (outcome.state == RuleState::Unknown && is_left_out(row, facts))
    leave_out(outcome,
              row.needs == Needs::Soaking ? "watched only with --soak" : "not measured with --quick");
  outcome.remedy = remedy_of(outcome);
  return outcome;
}

}  // namespace

core::Check check(const core::Policy& policy, const Facts& facts, const Facts* baseline) {
  core::Check check{policy.name, policy.file, facts.depth, {}, {}};
  for (const Rule& rule : policy.rules) check.outcomes.push_back(outcome_of(rule, facts, baseline));
  if (facts.soak != nullptr) check.soak = *facts.soak;
  return check;
}

std::vector<std::string> measured_rows(const core::Policy& policy) {
  std::vector<std::string> ids;
  for (const Rule& rule : policy.rules) {
    const std::string id(find_subject(rule.subject.name)->measured);
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

std::vector<std::string> asked_fits(const core::Policy& policy) {
  std::vector<std::string> asked;
  for (const Rule& rule : policy.rules) {
    const bool is_fit = find_subject(rule.subject.name)->takes == Takes::ModelQuantContext;
    if (is_fit && std::find(asked.begin(), asked.end(), rule.subject.argument) == asked.end())
      asked.push_back(rule.subject.argument);
  }
  return asked;
}

bool asks_for_speed(const core::Policy& policy) {
  return std::any_of(policy.rules.begin(), policy.rules.end(), [](const Rule& rule) {
    const SubjectRow& row = *find_subject(rule.subject.name);
    return row.takes == Takes::ModelQuantContext && row.needs == Needs::Measuring;
  });
}

}  // namespace probellm::qualify
