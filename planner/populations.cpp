#include <algorithm>
#include <tuple>
#include <utility>

#include "planner/machine.h"
#include "planner/plan.h"
#include "planner/population.h"
#include "planner/purchases.h"

namespace probellm::planner {
namespace {

using core::PopulationRow;

/// More aren't read.
constexpr std::size_t kMostRows = 10;

double relative_size(const core::Modules& modules) {
  const double each = modules.each / core::Bytes{core::kGiB};
  const double premium = each >= 192 ? 2.5 : each >= 96 ? 1.5 : 1;
  return modules.count * each * premium;
}

double speed(const PopulationRow& row) {
  return row.decode_tokens_per_second ? row.decode_tokens_per_second->likely : 0;
}

/// What streams more than half of the model isn't a way to run it that anyone buys.
bool holds_half(const core::Fit& fit, const core::Modules& modules) {
  return modules.each * (2 * modules.count) >= fit.memory.total;
}

core::Result<PopulationRow> row_of(const Request& request, const core::Modules& modules) {
  core::MachineSpec spec = request.spec;
  spec.memory = modules;
  const auto outcome = outcome_of(spec, request.question);
  if (!outcome) return outcome.error();
  const auto& [running, fit] = *outcome;
  const auto cost =
      request.prices ? std::optional(cost_of({purchase_of(modules)}, *request.prices)) : std::nullopt;
  return PopulationRow{modules,
                       running.channels_filled,
                       running.channels,
                       running.transfers_per_second,
                       running.slowed_by,
                       running.bandwidth,
                       modules.each * modules.count,
                       relative_size(modules),
                       holds_half(fit, modules) ? fit.verdict : core::Verdict::DoesNotFit,
                       fit.decode_tokens_per_second,
                       cost};
}

/// The fastest modules that the CPU takes, even where so many a channel slow them down.
core::Modules modules_of(const core::CpuSpec& cpu, int count, int gib) {
  return {count, {gib * core::kGiB}, cpu.memory_type, cpu.transfers_per_second.front()};
}

/// What has a price comes first, by it; the rest by relative size.
std::pair<bool, double> size_of_purchase(const PopulationRow& row) {
  const bool is_priced = row.cost && row.cost->amount;
  return {!is_priced, is_priced ? *row.cost->amount : row.relative_size};
}

bool beats(const PopulationRow& a, const PopulationRow& b) {
  return a.relative_size <= b.relative_size && a.total >= b.total && speed(a) >= speed(b) &&
         std::tuple(a.relative_size, -a.total.value, -speed(a)) !=
             std::tuple(b.relative_size, -b.total.value, -speed(b));
}

/// Those that run it, the smallest purchase first; one that costs no less, holds no more and is no faster
/// than another goes.
std::vector<PopulationRow> sensible(const std::vector<PopulationRow>& rows) {
  std::vector<PopulationRow> kept;
  for (const PopulationRow& row : rows) {
    const bool is_beaten =
        std::any_of(rows.begin(), rows.end(), [&](const PopulationRow& other) { return beats(other, row); });
    if (row.verdict != core::Verdict::DoesNotFit && !is_beaten) kept.push_back(row);
  }
  std::stable_sort(kept.begin(), kept.end(), [](const PopulationRow& a, const PopulationRow& b) {
    return std::pair(size_of_purchase(a), -speed(a)) < std::pair(size_of_purchase(b), -speed(b));
  });
  if (kept.size() > kMostRows) kept.resize(kMostRows);
  return kept;
}

}  // namespace

core::Result<std::vector<PopulationRow>> populations(const Request& request) {
  const core::CpuSpec& cpu = request.spec.cpu;
  const int channels = cpu.channels * request.spec.sockets;
  std::vector<PopulationRow> rows;
  if (cpu.memory_type.starts_with("LPDDR") || cpu.vendor == "Apple") return rows;
  std::vector<int> counts;
  if (channels >= 4) counts.push_back(channels / 2);
  for (std::size_t each = 1; each <= std::max<std::size_t>(1, cpu.transfers_per_second.size()); ++each)
    counts.push_back(channels * static_cast<int>(each));
  for (const int count : counts)
    for (const int gib : module_sizes(cpu)) {
      auto row = row_of(request, modules_of(cpu, count, gib));
      if (!row) return row.error();
      rows.push_back(std::move(row.value()));
    }
  return sensible(rows);
}

}  // namespace probellm::planner
