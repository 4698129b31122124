#include "app/plan.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "app/ask.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/measuring.h"
#include "app/saved.h"
#include "planner/kit.h"
#include "planner/matrix.h"
#include "planner/plan.h"
#include "profiles/complete.h"
#include "profiles/machine_spec.h"
#include "report/plan_text.h"

namespace probellm::app {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

/// Cards that are added to a machine for what they cost a GiB, and for what they hold.
constexpr const char* kUsualGpus[] = {"RTX 3090", "RTX 5090", "RTX PRO 6000"};

Result<core::MachineSpec> read_spec(const Options& options, const profiles::Catalog& catalog) {
  if (auto spec = described_machine(options.machine, catalog)) return std::move(*spec);
  if (options.machine.empty()) return profiles::spec_of(this_machine(options, catalog), catalog);
  const auto saved = load_machine(options.machine, catalog);
  if (!saved) return saved.error();
  return profiles::spec_of(*saved->machine, catalog);
}

template <class Entry>
Result<Entry> named(const std::vector<Entry>& entries, std::string Entry::*id, const std::string& name,
                    const char* option) {
  std::string known;
  for (const Entry& entry : entries) {
    if (entry.*id == name) return entry;
    known += (known.empty() ? "" : ", ") + entry.*id;
  }
  return Error{ErrorKind::Malformed, fmt::format("{} {}: not known; known are {}", option, name, known)};
}

/// The kit in the platform, with the CPU of the described machine or the largest that goes in.
Result<core::MachineSpec> kit_spec(const Options& options, const profiles::Catalog& catalog) {
  if (options.kit.empty() || options.platform.empty())
    return Error{ErrorKind::Malformed, "--kit and --platform belong together"};
  const auto kit = named(catalog.kits, &core::Kit::name, options.kit, "--kit");
  if (!kit) return kit.error();
  const auto platform = named(catalog.platforms, &core::Platform::id, options.platform, "--platform");
  if (!platform) return platform.error();
  auto cpu = planner::cpu_for(*platform, catalog.cpus);
  if (!options.machine.empty()) {
    const auto spec = read_spec(options, catalog);
    if (!spec) return spec.error();
    cpu = spec->cpu;
  }
  if (!cpu)
    return Error{ErrorKind::NotFound,
                 "no CPU of " + platform->name + " is in the profiles: name one with --machine"};
  return planner::kit_in(*kit, *platform, *cpu);
}

Result<planner::Request> request_of(const Options& options, const profiles::Catalog& catalog) {
  Options one = options;
  if (one.quants.empty()) one.quants = {kUsualQuant};
  const auto questions = questions_of(one, catalog);
  if (!questions) return questions.error();
  const bool has_kit = !options.kit.empty() || !options.platform.empty();
  auto spec = has_kit ? kit_spec(options, catalog) : read_spec(options, catalog);
  if (!spec) return spec.error();
  planner::Request request{std::move(spec.value()), questions->front(), options.target, {}};
  for (const char* name : kUsualGpus)
    if (const core::GpuSpec* gpu = profiles::find_gpu(catalog, name)) request.gpus.push_back(*gpu);
  if (options.prices.empty()) return request;
  auto prices = load_prices(options.prices);
  if (!prices) return prices.error();
  request.prices = std::move(prices.value());
  return request;
}

core::Document failed(core::Document document, Error error) {
  const int code = error.kind == ErrorKind::NotFound ? kExitUnknown : kExitUsage;
  document.failure = core::Failure{std::move(error), code};
  return document;
}

}  // namespace

Result<core::Plan> planned(const Options& options, const profiles::Catalog& catalog) {
  const auto request = request_of(options, catalog);
  if (!request) return request.error();
  auto plan = planner::plan(*request);
  if (plan) plan.value().sentence = report::plan_sentence(*plan);
  return plan;
}

core::Document run_plan(const Options& options, const profiles::Catalog& catalog) {
  core::Document document = start_document(options);
  auto plan = planned(options, catalog);
  if (!plan) return failed(std::move(document), plan.error());
  document.fit = core::FitReport{{plan->now}, 0, plan->sentence};
  document.plan = std::move(plan.value());
  return document;
}

core::Document run_matrix(const Options& options, const profiles::Catalog& catalog) {
  core::Document document = start_document(options);
  const auto questions = questions_of(options, catalog);
  if (!questions) return failed(std::move(document), questions.error());
  std::vector<planner::ClassMachine> machines;
  for (const core::MemoryClass& memory : catalog.classes) {
    auto spec = profiles::parse_machine_spec(memory.machine, catalog);
    if (!spec) return failed(std::move(document), spec.error());
    machines.push_back({memory, std::move(spec.value())});
  }
  auto matrix = planner::matrix(machines, *questions);
  if (!matrix) return failed(std::move(document), matrix.error());
  document.matrix = std::move(matrix.value());
  return document;
}

}  // namespace probellm::app
