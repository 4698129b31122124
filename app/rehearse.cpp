#include "app/rehearse.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <utility>

#include "app/ask.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/kept.h"
#include "app/measuring.h"
#include "app/terminal.h"
#include "estimator/command.h"
#include "estimator/context.h"
#include "estimator/fit.h"
#include "estimator/weights.h"
#include "gguf/blocks.h"
#include "rehearsal/engine.h"
#include "rehearsal/rehearse.h"

namespace probellm::app {
namespace {

using core::Bytes;
using core::Document;
using core::Error;
using core::ErrorKind;

// Left to everything else in memory and on the disk.
constexpr Bytes kLeftFree{2 * core::kGiB};
// The page cache holds a file once, and an engine that rearranges weights a second time.
constexpr double kTimesInMemory = 2.1;
// What the engine's samples and the measurements that the estimate rests on may be off by together.
constexpr double kSpreadOfResidual = 0.08;

core::Result<std::string> engine_program(const Options& options) {
  if (!options.llama_bench.empty()) {
    const bool is_path = options.llama_bench.find('/') != std::string::npos;
    if (is_path && !std::filesystem::exists(options.llama_bench))
      return Error{ErrorKind::NotFound,
                   "--llama-bench " + options.llama_bench + ": there is no such program"};
    return options.llama_bench;
  }
  const char* path = std::getenv("PATH");
  if (const auto found = rehearsal::find_program("llama-bench", path != nullptr ? path : "")) return *found;
  return Error{ErrorKind::NotFound,
               "no llama-bench in PATH: install llama.cpp (Debian: apt install llama.cpp-tools; elsewhere "
               "github.com/ggml-org/llama.cpp), or name it with --llama-bench PATH"};
}

/// What GGUF stores in another type of as many bits.
core::Result<core::TensorType> storable(const core::TensorType& type, const profiles::Catalog& catalog) {
  if (gguf::find_layout(type.id) != nullptr) return type;
  const core::TensorType* like = profiles::find_type(catalog, type.computed_like);
  if (like != nullptr && gguf::find_layout(like->id) != nullptr) return *like;
  return Error{ErrorKind::Unsupported, "no GGUF file can hold " + type.id};
}

/// What is rehearsed: the first recipe that is asked for, or the usual one.
core::Result<estimator::Question> question_to_rehearse(Options options, const profiles::Catalog& catalog) {
  if (options.quants.empty()) options.quants = {kUsualQuant};
  const auto questions = questions_of(options, catalog);
  if (!questions) return questions.error();
  estimator::Question question = questions->front();
  const auto experts = storable(question.quant.experts, catalog);
  if (!experts) return experts.error();
  const auto rest = storable(question.quant.rest, catalog);
  if (!rest) return rest.error();
  question.quant.experts = *experts;
  question.quant.rest = *rest;
  question.weights = estimator::weight_groups(question.model, question.quant);
  question.choice.placement = core::Placement::Cpu;
  return question;
}

/// Room for one file in the folder and, while an engine works with it, in memory.
core::Result<Bytes> room_for(const Options& options, const core::Machine& machine,
                             const estimator::Question& question) {
  std::error_code error;
  const auto space = std::filesystem::space(options.folder, error);
  if (error) return Error{ErrorKind::NotFound, "--folder " + options.folder + ": " + error.message()};
  if (!machine.memory.usable)
    return Error{ErrorKind::NotFound,
                 "how much memory is free isn't known: " + machine.memory.usable.reason()};
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const Bytes on_disk{static_cast<std::int64_t>(std::min<std::uintmax_t>(space.available, kMost))};
  // A cut needs less of either than the whole model.
  const Bytes beside =
      kLeftFree + estimator::kv_bytes(question.model, question.kv_type, question.context_tokens) +
      estimator::compute_buffer_bytes(question.model, question.engine, question.context_tokens);
  const auto in_memory = static_cast<double>((*machine.memory.usable - beside).value) / kTimesInMemory;
  return std::min({on_disk - kLeftFree, Bytes{std::llround(in_memory)}, options.most});
}

/// The estimate of a model that is taken to fit, whatever the machine's memory.
std::optional<core::Interval> predicted(core::Machine machine, const core::Measurements& measurements,
                                        const estimator::Question& question) {
  constexpr std::int64_t kEnough = std::int64_t{1} << 45;
  machine.memory.total = machine.memory.usable = core::Fact<Bytes>::known({kEnough}, "taken to be enough");
  const auto fit = estimator::fit(machine, measurements, question, estimator::Trust::Forced);
  return fit ? fit->decode_tokens_per_second : std::nullopt;
}

estimator::Question of_slice(estimator::Question question, const gguf::Slice& slice) {
  question.model = rehearsal::model_of(question.model, slice);
  question.weights = estimator::weight_groups(question.model, question.quant);
  return question;
}

/// What the estimator says of the same, and how far it was off on the larger cut.
void add_predictions(core::Rehearsal& rehearsal, const Document& document,
                     const estimator::Question& question, const rehearsal::Cut& cut) {
  const core::Machine& machine = *document.machine;
  rehearsal.predicted_tokens_per_second = predicted(machine, *document.measurements, question);
  const auto slice = predicted(machine, *document.measurements, of_slice(question, cut.many));
  if (!slice) return;
  const double residual = rehearsal.slices.back().seconds_per_token * slice->likely;
  rehearsal.residual = {residual * (1 - kSpreadOfResidual), residual, residual * (1 + kSpreadOfResidual)};
}

core::Result<core::Rehearsal> rehearse_here(const Options& options, const Document& document,
                                            const estimator::Question& question, const rehearsal::Cut& cut,
                                            const std::string& program) {
  const core::Machine& machine = *document.machine;
  const int threads =
      options.threads.value_or(estimator::best_threads(machine, *document.measurements).value_or(1));
  const ProgressLine line;
  auto done = rehearsal::rehearse(
      {question.model, cut, program, options.folder, threads, options.rehearsed_depth},
      [&](std::string_view step, double fraction) { line.show(step, fraction); }, interrupted());
  if (!done) return done.error();
  core::Rehearsal& rehearsal = done.value();
  rehearsal.quant = question.quant.id;
  rehearsal.quant_name = question.quant.name;
  rehearsal.engine = question.engine.id;
  rehearsal.cpu = machine.cpu.model ? *machine.cpu.model : "";
  rehearsal.done_at = document.generated_at;
  add_predictions(rehearsal, document, question, cut);
  return done;
}

int code_of(const Error& error) {
  if (interrupted()) return kExitInterrupted;
  return error.kind == ErrorKind::Failed ? kExitUnknown : kExitUsage;
}

Document with_failure(Document document, Error error, int code) {
  document.failure = core::Failure{std::move(error), code};
  return document;
}

}  // namespace

Document run_rehearse(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto program = engine_program(options);
  if (!program) return with_failure(document, program.error(), kExitUsage);
  auto question = question_to_rehearse(options, catalog);
  if (!question) return with_failure(document, question.error(), kExitUsage);
  const core::Model& model = question->model;
  if (model.max_context > 0 && options.rehearsed_depth > model.max_context)
    return with_failure(
        document,
        {ErrorKind::Malformed, fmt::format("--depth {}: {} has at most {} tokens", options.rehearsed_depth,
                                           model.name, model.max_context)},
        kExitUsage);
  question.value().context_tokens = std::max<std::int64_t>(1, options.rehearsed_depth);
  auto plan = plan_of(options, catalog);
  if (!plan) return with_failure(document, plan.error(), kExitUsage);
  plan.value().types = types_of({*question});
  document.machine = this_machine(options, catalog);
  const auto part = machine_to_measure(*document.machine, options);
  if (!part) return with_failure(document, part.error(), kExitUsage);
  const auto room = room_for(options, *document.machine, *question);
  if (!room) return with_failure(document, room.error(), kExitUsage);
  const auto cut = rehearsal::plan_cut(question->model, question->quant, *room);
  if (!cut) return with_failure(document, cut.error(), code_of(cut.error()));
  auto measured = measure(*part, *plan);
  if (!measured) return with_failure(document, measured.error(), kExitUnknown);
  document.measurements = std::move(measured.value());
  if (interrupted()) return with_failure(document, {ErrorKind::Failed, "interrupted"}, kExitInterrupted);
  auto rehearsal = rehearse_here(options, document, *question, *cut, *program);
  if (!rehearsal) return with_failure(document, rehearsal.error(), code_of(rehearsal.error()));
  document.rehearsal = std::move(rehearsal.value());
  if (!document.rehearsal->residual) return document;
  const auto kept = keep(options, document);
  if (!kept) complain("not kept for later runs: " + kept.error().what);
  if (kept) complain("kept for later runs of fit: " + *kept + " (probe-llm rehearse --forget removes it)");
  return document;
}

}  // namespace probellm::app
