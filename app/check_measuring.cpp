#include "app/check_measuring.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "app/measuring.h"
#include "app/terminal.h"
#include "probe/probe.h"
#include "qualify/check.h"
#include "qualify/soak.h"

namespace probellm::app {
namespace {

using core::Error;
using core::Measurement;

/// A row that can't be trusted may be better a second later; what is begun then ends within 30 s.
constexpr double kLastRepeatAt = 20;

/// Puts a later row in the place of an earlier one where it has a better grade.
void keep_better(std::vector<Measurement>& rows, const std::vector<Measurement>& again) {
  for (const Measurement& later : again)
    for (Measurement& row : rows)
      if (row.id == later.id && row.at == later.at && later.quality.grade < row.quality.grade) row = later;
}

std::vector<std::string> untrusted(const std::vector<Measurement>& rows,
                                   const std::vector<std::string>& ids) {
  std::vector<std::string> bad;
  for (const Measurement& row : rows)
    if (row.status == core::Status::Ok && row.quality.grade == 'F' &&
        std::find(ids.begin(), ids.end(), row.id) != ids.end())
      bad.push_back(row.id);
  return bad;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

qualify::Counters counters_now(const Options& options, const profiles::Catalog& catalog) {
  return {probe::read_activity(probe::SysRoot("/")), this_machine(options, catalog).memory.errors};
}

}  // namespace

std::optional<Error> measure_for(const core::Policy& policy, const Options& options,
                                 const std::vector<estimator::Question>& questions,
                                 const profiles::Catalog& catalog, core::Document& document) {
  std::vector<std::string> ids = qualify::measured_rows(policy);
  const bool is_whole = qualify::asks_for_speed(policy);
  if (ids.empty() && !is_whole) return std::nullopt;
  const auto start = std::chrono::steady_clock::now();
  auto plan = plan_of(options, catalog);
  if (!plan) return plan.error();
  plan.value().types = types_of(questions);
  if (!is_whole) plan.value().only = ids;
  auto measured = measure(*document.machine, *plan);
  if (!measured) return measured.error();
  document.measurements = std::move(measured.value());
  if (is_whole) ids.emplace_back(core::kMemoryRead);
  while (!interrupted() && seconds_since(start) < kLastRepeatAt) {
    plan.value().only = untrusted(document.measurements->rows, ids);
    if (plan->only.empty()) break;
    const auto again = measure(*document.machine, *plan);
    if (again) keep_better(document.measurements->rows, again->rows);
  }
  return std::nullopt;
}

core::Result<core::Soak> soak(const Options& options, const profiles::Catalog& catalog,
                              const core::Machine& machine) {
  auto plan = plan_of(options, catalog);
  if (!plan) return plan.error();
  plan.value().only = {std::string(core::kMemoryRead)};
  const auto start = std::chrono::steady_clock::now();
  const qualify::Counters before = counters_now(options, catalog);
  std::vector<Measurement> rounds;
  while (!interrupted() && seconds_since(start) < options.check.soak_seconds) {
    const auto round = measure(machine, *plan);
    if (!round) return round.error();
    for (const Measurement& row : round->rows)
      if (row.id == core::kMemoryRead && !interrupted()) rounds.push_back(row);
  }
  return qualify::soak_of(seconds_since(start), rounds, before, counters_now(options, catalog));
}

}  // namespace probellm::app
