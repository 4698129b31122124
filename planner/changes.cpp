#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "planner/machine.h"
#include "planner/plan.h"
#include "planner/population.h"
#include "planner/purchases.h"

namespace probellm::planner {
namespace {

using core::Change;
using core::MachineSpec;
using core::Verdict;

constexpr double kFastDisk = 14e9;
constexpr int kMostTimesLarger = 4;

constexpr const char* kLarger = "larger modules: ";

/// A change in words, and the machine after it.
struct Changed {
  std::string what;
  MachineSpec spec;
};

std::string modules_in_words(const core::Modules& modules) {
  return std::to_string(modules.count) + "x " + std::to_string(modules.each.value / core::kGiB) + " GiB";
}

void add_memory_changes(std::vector<Changed>& all, const MachineSpec& spec) {
  const core::Modules& modules = *spec.memory;
  const int channels = spec.cpu.channels * spec.sockets;
  if (modules.count == 0) return;
  if (modules.count < channels) {
    MachineSpec filled = spec;
    filled.memory->count = channels;
    all.push_back({"fill every channel: " + modules_in_words(*filled.memory), filled});
  }
  const double fastest = spec.cpu.transfers_per_second.front();
  if (modules.transfers_per_second > 0 && modules.transfers_per_second < fastest) {
    MachineSpec faster = spec;
    faster.memory->transfers_per_second = fastest;
    all.push_back({"modules of " + std::to_string(static_cast<long>(fastest / 1e6)) + " MT/s", faster});
  }
  for (const int gib : module_sizes(spec.cpu))
    if (const core::Bytes each{gib * core::kGiB};
        each > modules.each && modules.each * kMostTimesLarger >= each) {
      MachineSpec larger = spec;
      larger.memory->each = each;
      all.push_back({std::string(kLarger) + modules_in_words(*larger.memory), larger});
    }
  if (modules.count == channels && spec.cpu.transfers_per_second.size() > 1) {
    MachineSpec doubled = spec;
    doubled.memory->count *= 2;
    all.push_back({"a second module in every channel: " + modules_in_words(*doubled.memory), doubled});
  }
}

void add_other_changes(std::vector<Changed>& all, const Request& request) {
  const MachineSpec& spec = request.spec;
  if (spec.disk && (!spec.disk->read || spec.disk->read->value < kFastDisk)) {
    MachineSpec faster = spec;
    faster.disk->kind = "nvme";
    faster.disk->read = core::BytesPerSecond{kFastDisk};
    all.push_back({"an NVMe drive of 14 GB/s", faster});
  }
  for (const core::GpuSpec& gpu : request.gpus) {
    MachineSpec with = spec;
    with.gpus.push_back({1, gpu, {}});
    all.push_back({(spec.gpus.empty() ? "a GPU: " : "another GPU: ") + gpu.name, with});
  }
  if (spec.sockets < spec.cpu.sockets) {
    MachineSpec doubled = spec;
    doubled.sockets *= 2;
    doubled.memory->count *= 2;
    all.push_back({"a second socket with as much memory", doubled});
  }
}

bool runs(Verdict verdict) { return verdict == Verdict::Fits || verdict == Verdict::Tight; }

bool reaches(const std::optional<core::Interval>& speed, std::optional<double> target) {
  return !target || (speed && speed->likely >= *target);
}

core::Result<Change> change_of(const Request& request, const Changed& changed, const core::Fit& now) {
  const auto outcome = outcome_of(changed.spec, request.question);
  if (!outcome) return outcome.error();
  const core::Fit& fit = outcome->fit;
  const auto& target = request.target_tokens_per_second;
  const auto& before = now.decode_tokens_per_second;
  const auto& after = fit.decode_tokens_per_second;
  Change change{changed.what, fit.verdict, after, {}, false, {}, {}};
  if (before && after) change.times = after->likely / before->likely;
  const bool was_enough = runs(now.verdict) && reaches(before, target);
  change.buys = purchases(request.spec, changed.spec);
  if (request.prices) change.cost = cost_of(change.buys, *request.prices);
  change.flips = !was_enough && runs(fit.verdict) && reaches(after, target);
  return change;
}

}  // namespace

core::Result<std::vector<Change>> changes(const Request& request, const core::Fit& now) {
  std::vector<Changed> all;
  add_memory_changes(all, request.spec);
  add_other_changes(all, request);
  std::vector<Change> outcomes;
  bool has_larger = false, has_flip = false;
  for (const Changed& changed : all) {
    // A change that the machine can't have, as too many modules, isn't one.
    const auto done = change_of(request, changed, now);
    if (!done) continue;
    // Of larger modules the next size, and the first with which it runs.
    const bool is_larger = done->what.starts_with(kLarger);
    const bool is_next = is_larger && !has_larger;
    has_larger = has_larger || is_larger;
    if (!is_larger || is_next || (done->flips && !has_flip)) outcomes.push_back(*done);
    has_flip = has_flip || (is_larger && done->flips);
  }
  return outcomes;
}

}  // namespace probellm::planner
