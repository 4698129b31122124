#include "app/commands.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

#include "app/ask.h"
#include "app/exit_code.h"
#include "app/kept.h"
#include "app/measuring.h"
#include "app/saved.h"
#include "app/terminal.h"
#include "app/version.h"
#include "bench/bench.h"
#include "estimator/fit.h"
#include "probe/capture/capture.h"
#include "probe/capture/captured.h"
#include "probe/probe.h"
#include "report/fit_text.h"

namespace probellm::app {
namespace {

using core::Document;

void fail(Document& document, core::Error error, int exit_code) {
  document.failure = core::Failure{std::move(error), exit_code};
}

/// Measures a machine; what was measured before an interruption stays.
void add_measurements(Document& document, const core::Machine& machine, const bench::Plan& plan) {
  auto measured = measure(machine, plan);
  if (!measured) return fail(document, measured.error(), kExitUnknown);
  document.measurements = std::move(measured.value());
  if (interrupted()) fail(document, {core::ErrorKind::Failed, "interrupted"}, kExitInterrupted);
}

/// The questions, with how far the estimate was off where it was rehearsed here.
std::vector<estimator::Question> with_rehearsal(std::vector<estimator::Question> questions,
                                                const Options& options, const core::Machine& machine) {
  const auto rehearsal =
      machine.live ? kept_rehearsal(options, machine, questions.front().engine.id) : std::nullopt;
  if (!rehearsal) return questions;
  const core::Assumption calibration{
      "the engine's time over this estimate, as rehearsed", "", *rehearsal->residual, core::Basis::Measured,
      fmt::format("{} {} on {}", rehearsal->model_name, rehearsal->quant_name, rehearsal->done_at)};
  for (estimator::Question& question : questions) question.rehearsed = calibration;
  return questions;
}

}  // namespace

core::Result<Document> gather(const Options& options, const profiles::Catalog& catalog, Document document) {
  if (options.machine.empty()) {
    document.machine = this_machine(options, catalog);
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

Document start_document(const Options& options) {
  Document document;
  document.command = name_of(options.command);
  document.version = kVersion;
  const bool is_list = options.command == Command::Models || options.command == Command::Quants;
  if (!is_list) document.generated_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  return document;
}

Document run_probe(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  document.machine = this_machine(options, catalog);
  return document;
}

Document run_capture(const Options& options) {
  Document document = start_document(options);
  const auto identifiers = options.keep_identifiers ? probe::Identifiers::Kept : probe::Identifiers::Redacted;
  const auto captured =
      probe::capture(probe::live_sources(options.weights_dir), options.capture_dir, identifiers);
  if (!captured) return fail(document, captured.error(), kExitUsage), document;
  document.machine = captured->machine;
  return document;
}

Document run_bench(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto plan = plan_of(options, catalog);
  if (!plan) return fail(document, plan.error(), kExitUsage), document;
  const core::Machine whole = this_machine(options, catalog);
  const auto part = machine_to_measure(whole, options);
  if (!part) return fail(document, part.error(), kExitUsage), document;
  document.machine = whole;
  add_measurements(document, *part, *plan);
  return document;
}

core::Result<core::FitReport> predict(const Options& options,
                                      const std::vector<estimator::Question>& questions,
                                      const Document& document) {
  auto report = estimator::fit_all(*document.machine, *document.measurements,
                                   with_rehearsal(questions, options, *document.machine),
                                   options.force ? estimator::Trust::Forced : estimator::Trust::Graded);
  if (report) report.value().sentence = report::verdict_sentence(*report);
  return report;
}

Document run_fit(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto questions = questions_of(options, catalog);
  if (!questions) return fail(document, questions.error(), kExitUsage), document;
  auto plan = plan_of(options, catalog);
  if (!plan) return fail(document, plan.error(), kExitUsage), document;
  if (!options.quants.empty() || !options.gguf.empty()) plan.value().types = types_of(*questions);
  const auto gathered = gather(options, catalog, document);
  if (!gathered) return fail(document, gathered.error(), kExitUsage), document;
  document = *gathered;
  const bool measures = document.machine->live && options.measurements.empty();
  if (measures) add_measurements(document, *document.machine, *plan);
  if (document.failure) return document;
  auto report = predict(options, *questions, document);
  if (!report) return fail(document, report.error(), kExitUnknown), document;
  document.fit = std::move(report.value());
  return document;
}

}  // namespace probellm::app
