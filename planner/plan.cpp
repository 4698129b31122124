#include "planner/plan.h"

#include <utility>

#include "estimator/fit.h"
#include "planner/machine.h"

namespace probellm::planner {

core::Result<core::Plan> plan(const Request& request) {
  const core::MachineSpec& spec = request.spec;
  const auto specified = machine_of(spec);
  if (!specified) return specified.error();
  const Running& running = specified->running;
  // With the curves: it is printed as any other answer.
  const auto now = estimator::fit_all(specified->machine, specified->measurements, {request.question});
  if (!now) return now.error();
  core::Plan plan;
  plan.machine = spec.text;
  plan.channels_filled = running.channels_filled;
  plan.channels = running.channels;
  plan.runs_at = running.transfers_per_second;
  plan.slowed_by = running.slowed_by;
  plan.is_even = running.is_even;
  plan.bandwidth = running.bandwidth;
  plan.now = now->fits.front();
  if (request.prices) plan.currency = request.prices->currency;
  plan.target_tokens_per_second = request.target_tokens_per_second;
  auto rows = populations(request);
  if (!rows) return rows.error();
  plan.populations = std::move(rows.value());
  auto all = changes(request, plan.now);
  if (!all) return all.error();
  plan.changes = std::move(all.value());
  return plan;
}

}  // namespace probellm::planner
