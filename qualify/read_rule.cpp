#include "qualify/read_rule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <regex>
#include <set>

#include "qualify/subjects.h"
#include "qualify/units.h"

namespace probellm::qualify {
namespace {

using core::Dimension;
using core::Error;
using core::ErrorKind;
using core::Relation;
using core::Result;
using core::Target;

/// A line of a policy needs no more; std::regex recurses.
constexpr std::size_t kLongest = 200;

struct RelationRow {
  std::string_view sign;
  Relation relation;
};
constexpr std::array<RelationRow, 10> kRelations{{{">=", Relation::AtLeast},
                                                  {"≥", Relation::AtLeast},
                                                  {"<=", Relation::AtMost},
                                                  {"≤", Relation::AtMost},
                                                  {">", Relation::Above},
                                                  {"<", Relation::Below},
                                                  {"=", Relation::Equal},
                                                  {"!=", Relation::NotEqual},
                                                  {"≠", Relation::NotEqual},
                                                  {"has", Relation::Has}}};

constexpr std::array<std::string_view, 13> kFindings{
    "below-rated",       "channel-empty",   "channels-unbalanced", "corrected-errors",
    "dimm-sum-differs",  "mixed-ranks",     "mixed-sizes",         "mixed-speeds",
    "mixed-types",       "one-dimm-socket", "sockets-unbalanced",  "socket-without-memory",
    "uncorrected-errors"};

Error bad(std::string what) { return {ErrorKind::Malformed, std::move(what)}; }

/// "a, b , c" as "a, b, c".
std::string spaced(const std::string& list) {
  static const std::regex kComma("\\s*,\\s*");
  return std::regex_replace(list, kComma, ", ");
}

Result<const SubjectRow*> row_of(const core::Subject& subject) {
  const SubjectRow* row = find_subject(subject.name);
  if (row == nullptr) {
    const std::string near = nearest_subject(subject.name);
    return bad(subject.name + ": not known" +
               (near.empty() ? "; `check --facts` lists what is" : "; the nearest is " + near));
  }
  const bool is_triple = std::count(subject.argument.begin(), subject.argument.end(), ',') == 2;
  if (row->takes == Takes::Nothing && !subject.argument.empty())
    return bad(subject.name + ": takes nothing in parentheses");
  if (row->takes == Takes::ModelQuantContext && !is_triple)
    return bad("expected model, recipe and context, as fit(kimi-k2.6, q4_k_m, 32k)" +
               subject.name.substr(subject.name.find('.')));
  if (row->takes == Takes::FindingId &&
      std::find(kFindings.begin(), kFindings.end(), subject.argument) == kFindings.end())
    return bad("finding(" + subject.argument + "): no finding has that id; docs/probing.md lists them");
  return row;
}

/// A fact named on the right: by its name, or as "rated" or "theoretical" of the left.
Result<core::Subject> peer_of(const core::Subject& subject, const SubjectRow& row, const std::string& word) {
  core::Subject peer{word, {}};
  if (word == "rated" || word == "theoretical") {
    peer.name = word == "rated" ? row.rated : row.theoretical;
    if (peer.name.empty()) return bad(subject.name + " has nothing that is called " + word);
  }
  const auto other = row_of(peer);
  if (!other) return other.error();
  if ((*other)->dimension != row.dimension) return bad(word + ": is in other units than " + subject.name);
  return peer;
}

std::optional<double> number_in(const std::string& text) {
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = problem == std::errc() && end == text.data() + text.size() && std::isfinite(number);
  return is_whole ? std::optional(number) : std::nullopt;
}

/// "85 % of theoretical" or "0.97 of baseline".
Result<Target> share_of(const core::Subject& subject, const SubjectRow& row, double number, bool is_percent,
                        const std::string& of) {
  Target target;
  target.number = is_percent ? number / 100 : number;
  target.kind = of == "baseline" ? Target::Kind::ShareOfBaseline : Target::Kind::ShareOfFact;
  if (target.kind == Target::Kind::ShareOfBaseline) return target;
  const auto peer = peer_of(subject, row, of);
  if (!peer) return peer.error();
  target.fact = *peer;
  return target;
}

Result<Target> target_of(const core::Subject& subject, const SubjectRow& row, const std::string& text) {
  static const std::regex kNumber(R"(^([0-9.]+)\s*([A-Za-z/%]*)(?:\s+of\s+([a-z_.]+))?$)");
  static const std::regex kName(R"(^[a-z_.]+$)");
  static const std::regex kWord(R"(^[A-Za-z0-9_.+ -]+$)");
  std::smatch match;
  const bool is_word = row.dimension == Dimension::Word;
  if (is_word && std::regex_match(text, kWord)) return Target{Target::Kind::Word, 0, text, {}};
  if (is_word) return bad("\"" + text + "\": expected a word");
  const bool is_name = text == "rated" || text == "theoretical" || text == "baseline" ||
                       (std::regex_match(text, kName) && text.find('.') != std::string::npos);
  if (is_name) return share_of(subject, row, 1, false, text);
  if (!std::regex_match(text, match, kNumber))
    return bad("\"" + text + "\": expected a number, `rated`, or a share as `85 % of theoretical`");
  const auto number = number_in(match[1]);
  if (!number) return bad("\"" + match[1].str() + "\": expected a number");
  const std::string unit = match[2];
  if (match[3].matched) {
    if (!unit.empty() && unit != "%") return bad("\"" + text + "\": expected a share, as `85 % of ...`");
    return share_of(subject, row, *number, unit == "%", match[3]);
  }
  const auto scale = scale_of(row.dimension, unit);
  const std::string units = units_of(row.dimension);
  if (!scale && units.empty()) return bad("\"" + unit + "\": " + subject.name + " has no unit");
  if (!scale) return bad("\"" + text + "\": " + subject.name + " is in " + units);
  return Target{Target::Kind::Number, *number * *scale, {}, {}};
}

Result<Relation> relation_of(const std::string& sign, Dimension dimension) {
  const auto row = std::find_if(kRelations.begin(), kRelations.end(),
                                [&](const RelationRow& each) { return each.sign == sign; });
  const Relation relation = row->relation;
  const bool is_of_words =
      relation == Relation::Equal || relation == Relation::NotEqual || relation == Relation::Has;
  if (dimension == Dimension::Word && !is_of_words)
    return bad(sign + ": a word is compared with =, != or has");
  if (dimension != Dimension::Word && relation == Relation::Has)
    return bad("has: a number is compared with >=, <=, >, <, = or !=");
  return relation;
}

}  // namespace

Result<core::Rule> read_rule(core::Rule rule) {
  static const std::regex kRule(
      R"(^\s*([a-z_]+)(?:\(([^()]*)\))?((?:\.[a-z_]+)*)\s*(>=|<=|!=|=|>|<|≥|≤|≠|\shas\s)\s*(\S.*?)\s*$)");
  std::smatch match;
  if (rule.require.size() > kLongest) return bad("expected at most 200 letters");
  if (!std::regex_match(rule.require, match, kRule))
    return bad("\"" + rule.require + "\": expected FACT >= VALUE, as memory.total >= 768 GiB");
  rule.subject = {match[1].str() + match[3].str(), spaced(match[2])};
  const auto row = row_of(rule.subject);
  if (!row) return row.error();
  std::string sign = match[4];
  sign.erase(std::remove_if(sign.begin(), sign.end(), [](char c) { return c == ' ' || c == '\t'; }),
             sign.end());
  const auto relation = relation_of(sign, (*row)->dimension);
  if (!relation) return relation.error();
  auto target = target_of(rule.subject, **row, match[5]);
  if (!target) return target.error();
  rule.relation = *relation;
  rule.target = std::move(target.value());
  return rule;
}

Result<core::Policy> read_policy_rules(core::Policy policy) {
  std::set<std::string> ids;
  for (core::Rule& rule : policy.rules) {
    const std::string place = policy.file + ":" + std::to_string(rule.line) + ": rule " + rule.id + ": ";
    if (!ids.insert(rule.id).second) return bad(place + "another rule has that id");
    auto read = read_rule(rule);
    if (!read) return bad(place + read.error().what);
    rule = std::move(read.value());
  }
  return policy;
}

}  // namespace probellm::qualify
