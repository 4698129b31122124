#include "app/commands.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "app/ask.h"
#include "app/exit_code.h"
#include "app/saved.h"
#include "app/terminal.h"
#include "app/version.h"
#include "bench/bench.h"
#include "estimator/fit.h"
#include "probe/probe.h"
#include "report/fit_text.h"

namespace probellm::app {
namespace {

using core::Document;

void fail(Document& document, core::Error error, int exit_code) {
  document.failure = core::Failure{std::move(error), exit_code};
}

core::Machine this_machine(const Options& options) {
  return probe::read_machine(probe::live_sources(options.weights_dir));
}

/// The share of all CPU time between two looks that the hypervisor took.
core::Fact<double> steal_between(const core::Activity& before, const core::Activity& after) {
  if (!before.all_ticks || !after.all_ticks || *after.all_ticks <= *before.all_ticks)
    return core::Fact<double>::absent("/proc/stat has no CPU time");
  const double all = *after.all_ticks - *before.all_ticks;
  return core::Fact<double>::known((*after.steal_ticks - *before.steal_ticks) / all,
                                   after.all_ticks.source());
}

/// The plan that the options ask for, with the shapes of their model; Malformed where it isn't known.
core::Result<bench::Plan> plan_of(const Options& options, const profiles::Catalog& catalog) {
  bench::Plan plan = bench::plan_of(options.depth);
  const auto model = model_of(options, catalog);
  if (!model) return model.error();
  plan.model = *model;
  if (!options.weights_dir.empty()) plan.weights_folder = options.weights_dir;
  plan.only = options.only;
  plan.disk_test_file = options.disk_test;
  if (options.share) plan.share_of_usable_memory = *options.share / 100.0;
  return plan;
}

/// The machine as it is measured: with the first CPUs only where the options say how many. Malformed where
/// they want more than there are.
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
      machine, plan, activity, [&](std::string_view step, double fraction) { line.show(step, fraction); },
      interrupted());
  if (!measured) return measured.error();
  core::Measurements& measurements = measured.value();
  measurements.context.load_average = before.load_average;
  measurements.context.steal_fraction = steal_between(before, activity());
  measurements.context.version = kVersion;
  return measured;
}

/// Measures a machine; what was measured before an interruption stays.
void add_measurements(Document& document, const core::Machine& machine, const bench::Plan& plan) {
  auto measured = measure(machine, plan);
  if (!measured) return fail(document, measured.error(), kExitUnknown);
  document.measurements = std::move(measured.value());
  if (interrupted()) fail(document, {core::ErrorKind::Failed, "interrupted"}, kExitInterrupted);
}

/// Fills in the machine, and its measurements where they were saved or can be taken.
core::Result<Document> gather(const Options& options, const profiles::Catalog& catalog, Document document) {
  if (options.machine.empty()) {
    document.machine = this_machine(options);
  } else {
    const auto saved = load_machine(options.machine, catalog);
    if (!saved) return saved.error();
    document.machine = saved->machine;
    document.measurements = saved->measurements;
  }
  if (!options.measurements.empty()) {
    const auto saved = load_measurements(options.measurements);
    if (!saved) return saved.error();
    document.measurements = *saved;
  }
  if (!document.measurements) document.measurements = core::Measurements{};
  return document;
}

}  // namespace

Document start_document(const Options& options) {
  Document document;
  document.command = name_of(options.command);
  document.version = kVersion;
  const bool is_list = options.command == Command::Models || options.command == Command::Quants;
  if (!is_list) document.generated_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  return document;
}

Document run_probe(const Options& options) {
  Document document = start_document(options);
  document.machine = this_machine(options);
  return document;
}

Document run_bench(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto plan = plan_of(options, catalog);
  if (!plan) return fail(document, plan.error(), kExitUsage), document;
  const core::Machine whole = this_machine(options);
  const auto part = machine_to_measure(whole, options);
  if (!part) return fail(document, part.error(), kExitUsage), document;
  document.machine = whole;
  add_measurements(document, *part, *plan);
  return document;
}

Document run_fit(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto questions = questions_of(options, catalog);
  if (!questions) return fail(document, questions.error(), kExitUsage), document;
  const auto plan = plan_of(options, catalog);
  if (!plan) return fail(document, plan.error(), kExitUsage), document;
  const auto gathered = gather(options, catalog, document);
  if (!gathered) return fail(document, gathered.error(), kExitUsage), document;
  document = *gathered;
  const bool measures = document.machine->live && options.measurements.empty();
  if (measures) add_measurements(document, *document.machine, *plan);
  if (document.failure) return document;
  auto report = estimator::fit_all(*document.machine, *document.measurements, *questions,
                                   options.force ? estimator::Trust::Forced : estimator::Trust::Graded);
  if (!report) return fail(document, report.error(), kExitUnknown), document;
  report.value().sentence = report::verdict_sentence(*report);
  document.fit = std::move(report.value());
  return document;
}

}  // namespace probellm::app
