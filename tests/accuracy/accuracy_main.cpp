// Predicts how fast the engine decodes and reads prompts with slices of models, then lets it: prints what was
// predicted, what came, and how far apart they are. tests/accuracy/run starts it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/document.h"
#include "core/engine_run.h"
#include "estimator/fit.h"
#include "estimator/measured.h"
#include "estimator/weights.h"
#include "profiles/catalog.h"
#include "rehearsal/cut.h"
#include "tests/accuracy/cases.h"
#include "tests/accuracy/engine_runs.h"
#include "tests/accuracy/slice_files.h"
#include "tests/bench/machines.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string engine;
  std::string own;
  std::string state;
  fs::path folder;
  std::string only;
  int samples = 64;
  int rounds = 3;
  bool quick = false;
};

/// What came of one case at one thread count.
struct Outcome {
  std::string words;
  core::Interval predicted;
  double measured = 0;
  bool is_valid = false;
};

/// A sample is one token, as one of ours is one layer: what stops a guest for a moment then spoils few of
/// them. Reading what lies before costs more than it tells.
int decoded_tokens(const Case& c) { return c.depth > 0 ? 4 : 1; }

constexpr double kMostDrift = 0.1;
/// What rows of grade F may change of a prediction that counts.
constexpr double kMostOfGrades = 0.02;
// What makes a landing fail: noise never does.
constexpr double kGrossError = 2;

std::string words_of(const Case& c) {
  std::string words = c.model + ", " + (c.moe_layers > 0 ? c.experts_type + " experts, " : "") + c.rest_type +
                      (c.moe_layers > 0 ? " rest" : "");
  if (c.moe_layers > 0)
    words += ", " + std::to_string(c.moe_layers) + " MoE layers of " + std::to_string(c.experts);
  if (c.depth > 0) words += ", depth " + std::to_string(c.depth);
  if (c.prompt > 0) words += ", prompt " + std::to_string(c.prompt);
  return words;
}

estimator::Question question_of(const profiles::Catalog& catalog, const Case& c) {
  core::Quant quant;
  quant.id = quant.name = c.experts_type;
  quant.experts = *profiles::find_type(catalog, c.experts_type);
  quant.rest = *profiles::find_type(catalog, c.rest_type);
  const core::Model model =
      rehearsal::model_of(*profiles::find_model(catalog, c.model), slice_of(catalog, c));
  core::Engine engine = *profiles::find_engine(catalog, "llama.cpp");
  return {model,
          quant,
          estimator::weight_groups(model, quant),
          *profiles::find_type(catalog, "f16"),
          std::max(c.depth + decoded_tokens(c) / 2, c.prompt),
          engine};
}

/// The rows that a prediction of the case rests on.
std::string rows_for(const Case& c) {
  std::string rows = "memory.read,sync.barrier,compute.fma_f32,decode.experts.f32";
  for (const char* family : {",decode.experts.", ",decode.long_rows.", ",decode.heads."})
    rows += family + c.rest_type;
  if (c.moe_layers > 0) rows += ",decode.experts." + c.experts_type;
  if (c.depth > 0) rows += ",decode.attention";
  if (c.prompt > 0) rows += ",prefill.matmul." + c.rest_type;
  if (c.prompt > 0 && c.moe_layers > 0) rows += ",prefill.matmul." + c.experts_type;
  return rows;
}

/// What starts a program of one thread where ours measures one: no scheduler moves it to a busier CPU.
std::string started_on(int threads) {
  return threads == 1 ? "taskset -c " + std::to_string(bench::cpus_here().front()) + " " : "";
}

bool differ(double a, double b, double most = kMostDrift) { return !(std::abs(a / b - 1) <= most); }

/// The prediction from measurements taken now, and the state of the machine meanwhile.
struct Prediction {
  core::Interval tokens_per_second;
  std::string state;
  /// Whether a user would get it too, without the rows of grade F.
  bool is_trusted = false;
};

std::optional<Prediction> predict(const Options& options, const profiles::Catalog& catalog, const Case& c,
                                  int threads) {
  const std::string text = output_of(started_on(threads) + options.own + " bench --json --exit-zero --only " +
                                     rows_for(c) + " --threads " + std::to_string(threads) + " 2> /dev/null");
  auto document = core::parse_document(text);
  if (!document || !document->machine || !document->measurements)
    return refuse("probe-llm gave no measurements");
  // The engine then has no kernels for it either (install-engine).
  if (std::getenv("WITHOUT_AMX") != nullptr) std::erase(document.value().machine->cpu.isa, "amx_int8");
  const auto fit_with = [&](estimator::Trust trust) {
    return estimator::fit(*document->machine, *document->measurements, question_of(catalog, c), trust);
  };
  const auto speed_of = [&](const core::Fit& fit) {
    return c.prompt > 0 ? fit.prefill_tokens_per_second : fit.decode_tokens_per_second;
  };
  // Noise must not take a row away here: it shows as an error.
  const auto fit = fit_with(estimator::Trust::Forced);
  if (!fit) return refuse(fit.error().what);
  const auto speed = speed_of(*fit);
  if (!speed) return refuse("no prediction: " + fit->no_speed_reason);
  for (const core::Term& term : fit->terms)
    std::fprintf(stderr, "  %s: %.2f ms\n", term.what.c_str(), term.seconds * 1e3);
  const core::Measurement* read = core::find_ok(*document->measurements, core::kMemoryRead);
  const auto graded = fit_with(estimator::Trust::Graded);
  const auto users = graded ? speed_of(*graded) : std::nullopt;
  const bool is_trusted = users && !differ(users->likely, speed->likely, kMostOfGrades);
  return Prediction{*speed, read != nullptr ? read->state : "", is_trusted};
}

std::optional<core::EngineRun> run_engine(const Options& options, const Case& c, const SliceFile& slice,
                                          int threads) {
  const bool is_dear = c.prompt > 0 || c.depth > 0;
  const int samples = is_dear ? std::max(2, options.samples / 16) : options.samples;
  return run_llama_bench(
      started_on(threads) + options.engine + " -m " + slice.path.string() + " -p " +
          std::to_string(c.prompt) + " -n " + std::to_string(c.prompt > 0 ? 0 : decoded_tokens(c)) + " -d " +
          std::to_string(c.depth) + " -r " + std::to_string(samples) + " -t " + std::to_string(threads),
      (options.folder / "engine.log").string());
}

/// Whether what the estimator weighs is what the engine counts, within 2 % or 100 MiB.
bool weighs_the_same(const estimator::Question& question, double engine_bytes) {
  const auto ours = static_cast<double>(estimator::file_bytes(estimator::weigh(question.weights)).value);
  const double most = std::max(0.02 * engine_bytes, 100.0 * static_cast<double>(core::kMiB));
  if (std::abs(ours - engine_bytes) <= most) return true;
  std::fprintf(stderr, "wrong byte count: %.0f, the engine counts %.0f\n", ours, engine_bytes);
  return false;
}

/// Whether the engine's own speed changed while it ran, after it had met all pages.
bool drifted(const std::vector<double>& seconds) {
  const auto quarter = [&](std::size_t number) {
    const auto at = [&](std::size_t n) {
      return seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() * n / 4);
    };
    return median({at(number), at(number + 1)});
  };
  return seconds.size() >= 4 && differ(quarter(2), quarter(3));
}

/// Runs between two predictions, of which `before` is the last round's second: valid where all of it was in
/// one state at one speed.
std::optional<Outcome> run_round(const Options& options, const profiles::Catalog& catalog, const Case& c,
                                 const SliceFile& slice, int threads, std::optional<Prediction>& before) {
  if (!before) before = predict(options, catalog, c, threads);
  const std::string state = state_now(options.state, threads);
  const auto run = run_engine(options, c, slice, threads);
  const std::string state_after = state_now(options.state, threads);
  const auto after = predict(options, catalog, c, threads);
  if (!before || !run || !after) return std::nullopt;
  if (!weighs_the_same(question_of(catalog, c), run->model_bytes)) return std::nullopt;
  Outcome outcome{words_of(c), before->tokens_per_second, 1 / steady_median(run->seconds_per_token), false};
  const bool is_one_state = state == state_after && before->state == after->state && before->state == state;
  outcome.is_valid = before->is_trusted && (threads == 1 || is_one_state) &&
                     !drifted(run->seconds_per_token) &&
                     !differ(before->tokens_per_second.likely, after->tokens_per_second.likely);
  std::fprintf(stderr, "%s, %d threads: predicted %.3g (%.3g to %.3g), then %.3g; measured %.3g%s\n",
               outcome.words.c_str(), threads, before->tokens_per_second.likely,
               before->tokens_per_second.low, before->tokens_per_second.high, after->tokens_per_second.likely,
               outcome.measured, outcome.is_valid ? "" : ", thrown away: the machine changed");
  before = after;
  return outcome;
}

double error_of(const Outcome& o) { return o.predicted.likely / o.measured - 1; }

bool is_inside(const Outcome& o) { return o.predicted.low <= o.measured && o.measured <= o.predicted.high; }

void print_row(const Outcome& o, int threads) {
  std::printf("| %s | %d | %.3g | %.3g to %.3g | %.3g | %+.0f %% | %s |%s\n", o.words.c_str(), threads,
              o.predicted.likely, o.predicted.low, o.predicted.high, o.measured, 100 * error_of(o),
              is_inside(o) ? "yes" : "no", o.is_valid ? "" : " the machine changed in every round |");
  std::fflush(stdout);
}

void print_summary(const std::vector<Outcome>& outcomes, const char* what) {
  std::vector<double> errors, widths;
  std::size_t inside = 0;
  for (const Outcome& o : outcomes) {
    if (!o.is_valid) continue;
    errors.push_back(std::abs(error_of(o)));
    widths.push_back(o.predicted.high / o.predicted.low);
    inside += is_inside(o) ? 1 : 0;
  }
  if (errors.empty()) return;
  std::printf(
      "\n%s: %zu of %zu valid; median error %.1f %%, worst %.0f %%; %zu inside the 90 %% interval, whose "
      "median width is %.2fx.\n",
      what, errors.size(), outcomes.size(), 100 * median(errors), 100 * *std::ranges::max_element(errors),
      inside, median(widths));
}

bool is_gross(const Outcome& o) {
  const double ratio = o.predicted.likely / o.measured;
  return ratio > kGrossError || ratio < 1 / kGrossError;
}

/// Of the valid rounds the one with the median error (of an even number, without the last), else the last
/// one.
std::optional<Outcome> run_case(const Options& options, const profiles::Catalog& catalog, const Case& c,
                                const SliceFile& slice, int threads) {
  std::vector<Outcome> valid;
  std::optional<Outcome> outcome;
  std::optional<Prediction> before;
  for (int i = 0; i < options.rounds; ++i) {
    outcome = run_round(options, catalog, c, slice, threads, before);
    if (!outcome) return std::nullopt;
    if (outcome->is_valid) valid.push_back(*outcome);
  }
  if (valid.empty()) return outcome;
  if (valid.size() % 2 == 0) valid.pop_back();
  std::ranges::sort(valid, {}, &error_of);
  return valid[valid.size() / 2];
}

int run(Options options) {
  const auto catalog = profiles::load_catalog("");
  if (!catalog) return 1;
  if (options.quick) options.rounds = 1;
  // A folder of its own, so that nothing of the user's is overwritten.
  options.folder /= "accuracy-" + std::to_string(::getpid());
  fs::create_directory(options.folder);
  std::printf(
      "| slice | threads | predicted, tokens/s | 90 %% interval | measured | error | inside |\n"
      "|---|---|---|---|---|---|---|\n");
  std::vector<Outcome> decodes, prompts;
  bool good = true;
  for (const Case& c : options.quick ? quick_cases() : all_cases()) {
    if (words_of(c).find(options.only) == std::string::npos) continue;
    const core::Model& model = *profiles::find_model(*catalog, c.model);
    const auto slice = write_slice(options.folder, "slice", model, slice_of(*catalog, c));
    if (!slice) good = false;
    for (const int threads : slice ? c.threads : std::vector<int>{}) {
      const auto outcome = run_case(options, *catalog, c, *slice, threads);
      if (!outcome || (outcome->is_valid && is_gross(*outcome))) good = false;
      if (!outcome) continue;
      print_row(*outcome, threads);
      (c.prompt > 0 ? prompts : decodes).push_back(*outcome);
    }
    if (slice) fs::remove(slice->path);
  }
  fs::remove_all(options.folder);
  print_summary(decodes, "Decode");
  print_summary(prompts, "Prefill");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace probellm::tests

int main(int argc, char** argv) {
  probellm::tests::Options options;
  CLI::App app("Predicts what llama-bench does with slices of models, and holds it to that.", "accuracy");
  app.add_option("--engine", options.engine, "llama-bench, as tests/accuracy/install-engine prints it")
      ->required();
  app.add_option("--folder", options.folder, "Where to write up to 6 GB for a while")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--own", options.own, "Our own program")->required();
  app.add_option("--state", options.state, "What tells the machine's state")->required();
  app.add_option("--only", options.only, "Only slices whose description holds this");
  app.add_option("--samples", options.samples, "Repetitions within a run of llama-bench")
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "Rounds a case, of which the one with the median error counts")
      ->capture_default_str();
  app.add_flag("--quick", options.quick,
               "Two small slices; fails on a wrong byte count or an error beyond 2x");
  CLI11_PARSE(app, argc, argv);
  return probellm::tests::run(options);
}
