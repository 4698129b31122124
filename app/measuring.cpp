#include "app/measuring.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/ask.h"
#include "app/terminal.h"
#include "app/version.h"
#include "probe/capture/captured.h"
#include "probe/gpu/nvml_states.h"
#include "probe/probe.h"
#include "profiles/complete.h"

namespace probellm::app {
namespace {

/// The share of all CPU time between two looks that the hypervisor took.
core::Fact<double> steal_between(const core::Activity& before, const core::Activity& after) {
  if (!before.all_ticks || !after.all_ticks || *after.all_ticks <= *before.all_ticks)
    return core::Fact<double>::absent("/proc/stat has no CPU time");
  const double all = *after.all_ticks - *before.all_ticks;
  return core::Fact<double>::known((*after.steal_ticks - *before.steal_ticks) / all,
                                   after.all_ticks.source());
}

/// The named model, or Kimi K2.6 where the decode loop can't have its shapes: what weights a second a kernel
/// gets through hardly depends on them.
core::Result<core::Model> model_to_measure(const Options& options, const profiles::Catalog& catalog) {
  const auto model = model_of(options, catalog);
  if (!model || (has_latent_attention(*model) && model->experts > 0 && model->q_lora_rank > 0)) return model;
  Options usual = options;
  usual.model = Options{}.model;
  return model_of(usual, catalog);
}

/// What its maker states of a CPU's memory, for the reader of channels and modules.
probe::CpuMemory memory_of_cpu(const profiles::Catalog& catalog, const std::string& model) {
  const core::CpuSpec* spec = profiles::find_cpu(catalog, model);
  if (spec == nullptr) {
    const std::string reason = "no profile of this CPU says it";
    return {core::Fact<int>::absent(reason), core::Fact<double>::absent(reason)};
  }
  return {core::Fact<int>::known(spec->channels, spec->source),
          core::Fact<double>::known(spec->transfers_per_second.front(), spec->source)};
}

}  // namespace

core::Machine this_machine(const Options& options, const profiles::Catalog& catalog) {
  probe::Sources sources = options.root.empty() ? probe::live_sources(options.weights_dir)
                                                : probe::captured_sources(options.root, options.weights_dir);
  if (options.dmi_table) sources.dmi_table = options.dmi_table;
  sources.cpu_memory = [&catalog](const std::string& model) { return memory_of_cpu(catalog, model); };
  core::Machine machine = probe::read_machine(sources);
  profiles::complete(machine, catalog);
  return machine;
}

std::vector<std::string> types_of(const std::vector<estimator::Question>& questions) {
  std::vector<std::string> types;
  for (const estimator::Question& question : questions)
    for (const core::WeightGroup& group : question.weights)
      for (const std::string& type : {group.type.id, group.type.computed_like})
        if (group.elements_per_token > 0 && std::find(types.begin(), types.end(), type) == types.end())
          types.push_back(type);
  return types;
}

core::Result<bench::Plan> plan_of(const Options& options, const profiles::Catalog& catalog) {
  bench::Plan plan = bench::plan_of(options.depth);
  const auto model = model_to_measure(options, catalog);
  if (!model) return model.error();
  plan.model = *model;
  if (!options.weights_dir.empty()) plan.weights_folder = options.weights_dir;
  plan.only = options.only;
  plan.disk_test_file = options.disk_test;
  plan.gpus = options.gpus;
  plan.device = options.device;
  if (options.share) plan.share_of_usable_memory = *options.share / 100.0;
  return plan;
}

core::Result<core::Machine> machine_to_measure(core::Machine machine, const Options& options) {
  std::vector<int>& cpus = machine.limits.cpus;
  if (!options.threads) return machine;
  if (static_cast<std::size_t>(*options.threads) > cpus.size())
    return core::Error{core::ErrorKind::Malformed,
                       fmt::format("--threads {}: this process may use {} CPU{}", *options.threads,
                                   cpus.size(), cpus.size() == 1 ? "" : "s")};
  cpus.resize(static_cast<std::size_t>(*options.threads));
  return machine;
}

core::Result<core::Measurements> measure(const core::Machine& machine, const bench::Plan& plan) {
  const probe::SysRoot sys("/");
  const core::ReadActivity activity = [&sys] { return probe::read_activity(sys); };
  const core::Activity before = activity();
  const ProgressLine line;
  auto measured = bench::run(
      machine, plan, activity, probe::nvidia_gpu_states(machine),
      [&](std::string_view step, double fraction) { line.show(step, fraction); }, interrupted());
  if (!measured) return measured.error();
  core::Measurements& measurements = measured.value();
  measurements.context.load_average = before.load_average;
  measurements.context.steal_fraction = steal_between(before, activity());
  measurements.context.version = kVersion;
  return measured;
}

}  // namespace probellm::app
