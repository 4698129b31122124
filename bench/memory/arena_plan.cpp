#include "bench/memory/arena_plan.h"

#include <algorithm>
#include <array>
#include <string>

#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

constexpr core::Bytes kLeastArray{256 * core::kMiB};
// STREAM's rule: each array four times the caches.
constexpr std::int64_t kTimesCaches = 4;
constexpr std::int64_t kArrays = 3;
// What else of its share a run needs: 32 MiB to read a disk into, and itself.
constexpr core::Bytes kRest = core::Bytes{32 * core::kMiB} + kItself;

const core::Cache* last_level(const core::Machine& machine) {
  const auto& caches = machine.cpu.caches;
  const auto last = std::max_element(caches.begin(), caches.end(),
                                     [](const auto& a, const auto& b) { return a.level < b.level; });
  return last == caches.end() ? nullptr : &*last;
}

struct Limit {
  double times_caches;
  char grade;
};
// Three arrays are walked in turn, so that caches hold little of them even where each is only twice as large.
constexpr std::array kLimits = {Limit{4, 'A'}, Limit{3, 'B'}, Limit{2, 'C'}};

std::string mebibytes(core::Bytes size) { return std::to_string(size.value / core::kMiB) + " MiB"; }

// What the arrays take of a mapping with a part for each thread, each of which loses up to a huge page to
// alignment and skew.
core::Bytes rounded_total(core::Bytes array, int parts) {
  const std::int64_t page = kHugePage.value;
  const std::int64_t part = (array.value * kArrays / parts + 2 * page - 1) / page * page;
  return {part * parts};
}

}  // namespace

core::Bytes last_level_caches(const core::Machine& machine) {
  const core::Cache* cache = last_level(machine);
  return cache ? cache->size * std::max(cache->count, 1) : core::Bytes{};
}

core::Bytes one_last_level_cache(const core::Machine& machine) {
  const core::Cache* cache = last_level(machine);
  return cache ? cache->size : core::Bytes{};
}

core::Result<ArenaPlan> plan_arena(const core::Machine& machine, double share, int parts) {
  if (!machine.memory.usable)
    return core::Error{core::ErrorKind::NotFound,
                       "how much memory may be used isn't known: " + machine.memory.usable.reason()};
  core::Bytes budget{static_cast<std::int64_t>(share * static_cast<double>(machine.memory.usable->value))};
  if (budget > kRest * 2) budget = budget - kRest;
  const core::Bytes caches = last_level_caches(machine);
  auto plan = plan_within(machine, std::max(kLeastArray, caches * kTimesCaches), budget, parts);
  if (plan && caches.value == 0)
    plan.value().warnings.push_back({'B', "the size of the caches isn't known: this may be their speed"});
  return plan;
}

core::Result<ArenaPlan> plan_within(const core::Machine& machine, core::Bytes array, core::Bytes budget,
                                    int parts) {
  ArenaPlan plan{array, rounded_total(array, parts), parts, last_level_caches(machine)};
  if (plan.total <= budget) return plan;
  const std::int64_t part = budget.value / parts / kHugePage.value * kHugePage.value;
  if (part == 0)
    return core::Error{core::ErrorKind::Unsupported, "too little memory to measure: a share of " +
                                                         mebibytes(budget) + " for " + std::to_string(parts) +
                                                         " threads"};
  plan.total = {part * parts};
  plan.array = {plan.total.value / kArrays};
  if (auto warning = warning_about_arrays(plan, plan.array, "free memory, or raise bench --share"))
    plan.warnings.push_back(std::move(*warning));
  return plan;
}

std::optional<Warning> warning_about_arrays(const ArenaPlan& plan, core::Bytes array, std::string_view mend) {
  if (plan.caches.value == 0) return std::nullopt;
  const double times = array / plan.caches;
  char grade = 'D';
  for (const Limit& limit : kLimits)
    if (times >= limit.times_caches) grade = std::min(grade, limit.grade);
  if (grade == 'A') return std::nullopt;
  return Warning{grade, "arrays of " + mebibytes(array) + " for " + mebibytes(plan.caches) +
                            " of cache: this may be the caches' speed; " + std::string(mend)};
}

}  // namespace probellm::bench
