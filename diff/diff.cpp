#include "diff/diff.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/facts.h"

namespace probellm::diff {
namespace {

using core::Measurement;
using core::NamedFact;
using core::Trend;

using ByPath = std::map<std::string, const NamedFact*>;

ByPath by_path(const std::vector<NamedFact>& facts) {
  ByPath paths;
  for (const NamedFact& fact : facts) paths.emplace(fact.path, &fact);
  return paths;
}

/// The path of the one of several that a fact is of; empty where it is of the whole machine.
std::string item_of(const std::string& path) {
  const auto end = path.rfind(']');
  return end == std::string::npos ? "" : path.substr(0, end + 1);
}

std::set<std::string> items_of(const std::vector<NamedFact>& facts) {
  std::set<std::string> items{""};
  for (const NamedFact& fact : facts) items.insert(item_of(fact.path));
  return items;
}

/// The fact that a whole item, as a module, is there.
NamedFact presence(const NamedFact& of_item) {
  return {item_of(of_item.path), item_of(of_item.kind), of_item.names, ""};
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

/// Adds a change to those that are alike, or behind them.
void add(std::vector<core::FactChange>& changes, const NamedFact& fact, std::string before,
         std::string after) {
  const auto alike = std::find_if(changes.begin(), changes.end(), [&](const core::FactChange& change) {
    return change.what == fact.kind && change.before == before && change.after == after;
  });
  const std::string place = joined(fact.names);
  if (alike != changes.end()) return alike->places.push_back(place);
  changes.push_back({fact.kind, {}, std::move(before), std::move(after)});
  if (!place.empty()) changes.back().places.push_back(place);
}

const Measurement* same_row(const core::Measurements& measurements, const Measurement& row) {
  const auto found =
      std::find_if(measurements.rows.begin(), measurements.rows.end(), [&](const Measurement& other) {
        return other.id == row.id && other.device == row.device && other.at == row.at &&
               other.unit == row.unit;
      });
  return found == measurements.rows.end() ? nullptr : &*found;
}

bool has_number(const Measurement& row) { return row.status == core::Status::Ok && row.median > 0; }

int count_missing(const core::Measurements& from, const core::Measurements& in) {
  return static_cast<int>(std::count_if(from.rows.begin(), from.rows.end(), [&](const Measurement& row) {
    const Measurement* other = same_row(in, row);
    return has_number(row) && (other == nullptr || !has_number(*other));
  }));
}

/// Each median's interval is a relative one, and independent of the other's.
core::RowChange change_of(const Measurement& before, const Measurement& after) {
  core::RowChange change{before.id,         before.at,    before.unit,
                         before.median,     after.median, std::hypot(before.spread, after.spread),
                         Trend::WithinNoise};
  const double ratio = after.median / before.median;
  if (before.quality.grade == 'F' || after.quality.grade == 'F') {
    change.trend = Trend::Untrusted;
  } else if (std::abs(std::log(ratio)) > change.noise) {
    const bool is_rate = before.unit != core::Unit::Time;
    change.trend = (ratio > 1) == is_rate ? Trend::Better : Trend::Worse;
  }
  return change;
}

}  // namespace

std::vector<core::FactChange> changed_facts(const core::Machine& before, const core::Machine& after) {
  const auto facts_before = core::facts_of(before), facts_after = core::facts_of(after);
  const ByPath then = by_path(facts_before), now = by_path(facts_after);
  const auto items_then = items_of(facts_before), items_now = items_of(facts_after);
  std::set<std::string> told;
  std::vector<core::FactChange> changes;
  // An item that is gone or new is one change, not one for each of its facts.
  const auto tell_item = [&](const NamedFact& fact, const char* was, const char* is) {
    if (told.insert(item_of(fact.path)).second) add(changes, presence(fact), was, is);
  };
  for (const NamedFact& fact : facts_before) {
    const auto other = now.find(fact.path);
    if (!items_now.contains(item_of(fact.path)))
      tell_item(fact, "there", "");
    else if (other == now.end())
      add(changes, fact, fact.value, "");
    else if (other->second->value != fact.value)
      add(changes, fact, fact.value, other->second->value);
  }
  for (const NamedFact& fact : facts_after) {
    if (!items_then.contains(item_of(fact.path)))
      tell_item(fact, "", "there");
    else if (!then.contains(fact.path))
      add(changes, fact, "", fact.value);
  }
  return changes;
}

void compare_rows(core::Comparison& comparison, const core::Measurements& before,
                  const core::Measurements& after) {
  for (const Measurement& row : before.rows) {
    const Measurement* other = same_row(after, row);
    if (other != nullptr && has_number(row) && has_number(*other))
      comparison.rows.push_back(change_of(row, *other));
  }
  comparison.only_before = count_missing(before, after);
  comparison.only_after = count_missing(after, before);
}

std::vector<core::FitChange> changed_fits(const core::FitReport& before, const core::FitReport& after) {
  std::vector<core::FitChange> changes;
  for (const core::Fit& fit : before.fits) {
    const auto other = std::find_if(after.fits.begin(), after.fits.end(),
                                    [&](const core::Fit& now) { return now.quant == fit.quant; });
    if (other != after.fits.end())
      changes.push_back({fit.quant_name, fit.verdict, other->verdict, fit.decode_tokens_per_second,
                         other->decode_tokens_per_second});
  }
  return changes;
}

bool has_changes(const core::Comparison& comparison) {
  const auto is_beyond_noise = [](const core::RowChange& row) {
    return row.trend == Trend::Better || row.trend == Trend::Worse;
  };
  return !comparison.facts.empty() ||
         std::any_of(comparison.rows.begin(), comparison.rows.end(), is_beyond_noise);
}

}  // namespace probellm::diff
