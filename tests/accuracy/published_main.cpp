// Holds the estimator against published measurements of other people's machines: each is predicted as `fit`
// would, with the calibrated constants fitted on all machines but that one. tests/accuracy/published starts
// it.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "estimator/weights.h"
#include "tests/accuracy/engine_runs.h"
#include "tests/accuracy/peer_formulas.h"
#include "tests/accuracy/published.h"

namespace probellm::tests {
namespace {

using profiles::PublishedMachine;
using profiles::PublishedRun;

/// A constant of an engine that is fitted: a factor on the interval that its profile has.
struct Constant {
  const char* name;
  core::Interval core::Engine::*field;
};
constexpr Constant kDecodeConstants[] = {
    Constant{"share_of_measured_bandwidth", &core::Engine::share_of_measured_bandwidth},
    Constant{"share_of_theoretical_bandwidth", &core::Engine::share_of_theoretical_bandwidth},
    Constant{"small_ops_seconds_per_layer", &core::Engine::small_ops_seconds_per_layer},
    Constant{"hand_over_seconds_per_layer", &core::Engine::hand_over_seconds_per_layer},
    Constant{"share_of_vram_bandwidth", &core::Engine::share_of_vram_bandwidth},
    Constant{"vram_seconds_per_layer", &core::Engine::vram_seconds_per_layer},
    Constant{"gpu_hop_seconds", &core::Engine::gpu_hop_seconds},
    Constant{"attention_share_of_peak", &core::Engine::attention_share_of_peak},
    Constant{"decode_share_of_peak", &core::Engine::decode_share_of_peak},
    Constant{"vram_attention_share_of_rate", &core::Engine::vram_attention_share_of_rate},
};
constexpr Constant kPromptConstants[] = {
    Constant{"prefill_share_of_peak", &core::Engine::prefill_share_of_peak},
    Constant{"products_share_of_rate", &core::Engine::products_share_of_rate},
    Constant{"products_share_of_other_rate", &core::Engine::products_share_of_other_rate},
    Constant{"tokens_for_half_rate", &core::Engine::tokens_for_half_rate},
    Constant{"assumed_upload_bytes_per_second", &core::Engine::assumed_upload_bytes_per_second},
    Constant{"prompt_attention_share_of_peak", &core::Engine::prompt_attention_share_of_peak},
    Constant{"prompt_attention_share_of_rate", &core::Engine::prompt_attention_share_of_rate},
};
/// One for each constant that is fitted.
using Factors = std::vector<double>;

core::Engine with_factors(core::Engine engine, std::span<const Constant> constants, const Factors& factors) {
  for (std::size_t i = 0; i < factors.size(); ++i) {
    core::Interval& value = engine.*constants[i].field;
    value = {value.low * factors[i], value.likely * factors[i], value.high * factors[i]};
  }
  return engine;
}

struct Options {
  std::string folder;
  bool leave_out = false;
  bool fit = false;
  bool rows_of_prompts = false;
};

struct Prediction {
  const PublishedMachine* machine = nullptr;
  const PublishedRun* run = nullptr;
  core::Interval speed;
  double published = 0;
  /// Whether the estimator said that it doesn't fit.
  bool was_refused = false;
};

core::Result<Prediction> predict_decode(const profiles::Catalog& catalog, const PublishedMachine& machine,
                                        const PublishedRun& run, const Factors& factors) {
  const auto engine = engine_of(catalog, run);
  if (!engine) return engine.error();
  const auto question = question_of(catalog, run, with_factors(*engine, kDecodeConstants, factors));
  if (!question) return question.error();
  const auto answer = answer_for(machine, *question);
  if (!answer) return answer.error();
  if (!answer->fit.decode_tokens_per_second)
    return core::Error{core::ErrorKind::NotFound, answer->fit.no_speed_reason};
  return Prediction{&machine, &run, *answer->fit.decode_tokens_per_second, run.decode_tokens_per_second,
                    answer->was_refused};
}

/// The prefill of a run that states one.
core::Result<Prediction> predict_prompt(const profiles::Catalog& catalog, const PublishedMachine& machine,
                                        const PublishedRun& run, const Factors& factors) {
  if (!run.prefill_tokens_per_second) return core::Error{core::ErrorKind::NotFound, "no prefill"};
  const auto engine = engine_of(catalog, run);
  if (!engine) return engine.error();
  const auto question = question_of(catalog, run, with_factors(*engine, kPromptConstants, factors));
  if (!question) return question.error();
  const auto answer = answer_for(machine, prompt_of(*question, run));
  if (!answer) return answer.error();
  if (!answer->fit.prefill_tokens_per_second) return core::Error{core::ErrorKind::NotFound, "not estimated"};
  return Prediction{&machine, &run, *answer->fit.prefill_tokens_per_second, *run.prefill_tokens_per_second,
                    answer->was_refused};
}

using Predict = core::Result<Prediction> (*)(const profiles::Catalog&, const PublishedMachine&,
                                             const PublishedRun&, const Factors&);

/// What can be fitted, and how it predicts.
struct Fitted {
  std::span<const Constant> constants;
  Predict predict;
};
constexpr Fitted kDecode{kDecodeConstants, &predict_decode};
constexpr Fitted kPrompts{kPromptConstants, &predict_prompt};

double log_error(const Prediction& p) { return std::log(p.speed.likely / p.published); }

/// The mean over machines of the mean |log error| of their runs, outliers left out: a machine with many runs
/// counts once. `left_out` counts not at all.
double misfit(const profiles::Catalog& catalog, const std::vector<PublishedMachine>& all, Predict predict,
              const Factors& factors, const PublishedMachine* left_out) {
  double sum = 0;
  int machines = 0;
  for (const PublishedMachine& machine : all) {
    if (&machine == left_out) continue;
    double errors = 0;
    int runs = 0;
    for (const PublishedRun& run : machine.runs) {
      if (run.is_outlier) continue;
      const auto p = predict(catalog, machine, run, factors);
      if (!p) continue;
      errors += std::abs(log_error(*p));
      ++runs;
    }
    if (runs == 0) continue;
    sum += errors / runs;
    ++machines;
  }
  // A weak pull to where the profiles are keeps constants that no row tells apart.
  double pull = 0;
  for (const double factor : factors) pull += std::abs(std::log(factor));
  return sum / std::max(machines, 1) + 0.002 * pull;
}

Factors fit_factors(const profiles::Catalog& catalog, const std::vector<PublishedMachine>& all,
                    Predict predict, Factors factors, const PublishedMachine* left_out,
                    const std::vector<double>& steps) {
  double best = misfit(catalog, all, predict, factors, left_out);
  for (const double step : steps)
    for (double& factor : factors)
      for (const double change : {step, 1 / step}) {
        const double before = factor;
        factor = before * change;
        const double now = misfit(catalog, all, predict, factors, left_out);
        if (now < best)
          best = now;
        else
          factor = before;
      }
  return factors;
}

bool is_inside(const Prediction& p) { return p.speed.low <= p.published && p.published <= p.speed.high; }

void print_row(const Prediction& p) {
  std::printf("| %s | %s | %s %s | %s | %lld | %.3g | %.3g to %.3g | %.3g | %+.0f %% | %s |%s\n",
              p.run->id.c_str(), p.machine->machine.host.name.c_str(), p.run->model.c_str(),
              p.run->quant.c_str(), p.run->engine.c_str(), static_cast<long long>(p.run->context_tokens),
              p.speed.likely, p.speed.low, p.speed.high, p.published, 100 * (std::exp(log_error(p)) - 1),
              is_inside(p) ? "yes" : "no",
              p.run->is_outlier ? " outlier |"
              : p.was_refused   ? " said not to fit |"
                                : "");
}

double share(std::size_t part, std::size_t all) {
  return 100.0 * static_cast<double>(part) / static_cast<double>(all);
}

void print_summary(const std::string& what, const std::vector<Prediction>& all) {
  std::vector<double> errors, widths;
  std::size_t within = 0, inside = 0, gross = 0;
  for (const Prediction& p : all) {
    if (p.run->is_outlier) continue;
    const double ratio = std::exp(log_error(p));
    errors.push_back(std::abs(ratio - 1));
    widths.push_back(p.speed.high / p.speed.low);
    within += errors.back() <= 0.25 ? 1 : 0;
    inside += is_inside(p) ? 1 : 0;
    gross += ratio > 2 || ratio < 0.5 ? 1 : 0;
  }
  if (errors.empty()) return;
  std::printf("| %s | %zu | %.0f %% | %.0f %% | %.0f %% | %zu | %.2fx |\n", what.c_str(), errors.size(),
              100 * median(errors), share(within, errors.size()), share(inside, errors.size()), gross,
              median(widths));
}

std::string word_of(core::Placement placement) {
  switch (placement) {
    case core::Placement::Cpu:
      return "CPU only";
    case core::Placement::Hybrid:
      return "hybrid";
    case core::Placement::Gpu:
      return "GPUs or unified memory";
    case core::Placement::Stream:
      return "streaming";
  }
  return "";
}

void print_summaries(const std::vector<Prediction>& all) {
  std::printf(
      "\n| rows | runs | median error | within 25 %% | inside the interval | off by more than 2x | interval, "
      "high over low |\n|---|---|---|---|---|---|---|\n");
  print_summary("all", all);
  for (const auto placement :
       {core::Placement::Cpu, core::Placement::Hybrid, core::Placement::Gpu, core::Placement::Stream}) {
    std::vector<Prediction> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some),
                 [=](const Prediction& p) { return p.run->placement == placement; });
    print_summary(word_of(placement), some);
  }
  std::vector<Prediction> kimi;
  std::copy_if(all.begin(), all.end(), std::back_inserter(kimi),
               [](const Prediction& p) { return p.run->model == "kimi-k2.6"; });
  print_summary("Kimi K2 family", kimi);
}

void print_peers(const profiles::Catalog& catalog, const std::vector<Prediction>& all) {
  std::printf(
      "\n| formula | runs | median error | within 25 %% | off by more than 2x |\n|---|---|---|---|---|\n");
  for (const PeerFormula& peer : peer_formulas()) {
    std::vector<double> errors;
    std::size_t within = 0, gross = 0;
    for (const Prediction& p : all) {
      if (p.run->is_outlier) continue;
      const auto engine = engine_of(catalog, *p.run);
      const auto question = question_of(catalog, *p.run, *engine);
      const auto speed = peer.tokens_per_second(*p.machine, *question);
      if (!speed) continue;
      const double ratio = *speed / p.published;
      errors.push_back(std::abs(ratio - 1));
      within += errors.back() <= 0.25 ? 1 : 0;
      gross += ratio > 2 || ratio < 0.5 ? 1 : 0;
    }
    if (!errors.empty())
      std::printf("| %s | %zu | %.0f %% | %.0f %% | %.0f %% |\n", peer.name, errors.size(),
                  100 * median(errors), share(within, errors.size()), share(gross, errors.size()));
  }
}

Factors fitted(const profiles::Catalog& catalog, const std::vector<PublishedMachine>& all, const Fitted& what,
               const Options& options) {
  Factors factors(what.constants.size(), 1);
  if (!options.fit && !options.leave_out) return factors;
  factors =
      fit_factors(catalog, all, what.predict, factors, nullptr, {1.5, 1.25, 1.1, 1.25, 1.1, 1.05, 1.05});
  if (options.fit)
    for (std::size_t i = 0; i < factors.size(); ++i)
      std::fprintf(stderr, "%s: times %.3f\n", what.constants[i].name, factors[i]);
  return factors;
}

void print_prompts(const profiles::Catalog& catalog, const std::vector<PublishedMachine>& all,
                   const Options& options) {
  const Factors factors = fitted(catalog, all, kPrompts, options);
  std::vector<Prediction> prompts;
  for (const PublishedMachine& machine : all)
    for (const PublishedRun& run : machine.runs)
      if (const auto prompt = predict_prompt(catalog, machine, run, factors)) prompts.push_back(*prompt);
  std::printf("\nPrompts:\n");
  if (options.rows_of_prompts)
    for (const Prediction& p : prompts) print_row(p);
  print_summaries(prompts);
}

int run(const Options& options) {
  const auto catalog = profiles::load_catalog("");
  if (!catalog) return std::fprintf(stderr, "published: %s\n", catalog.error().what.c_str()), 1;
  const auto all = load_evidence(options.folder, *catalog);
  if (!all) return std::fprintf(stderr, "published: %s\n", all.error().what.c_str()), 1;
  const Factors factors = fitted(*catalog, *all, kDecode, options);
  std::printf(
      "| run | machine | model | engine | depth | predicted, tokens/s | 90 %% interval | measured | error | "
      "inside |\n|---|---|---|---|---|---|---|---|---|---|\n");
  std::vector<Prediction> predictions;
  for (const PublishedMachine& machine : *all) {
    const Factors own = options.leave_out
                            ? fit_factors(*catalog, *all, kDecode.predict, factors, &machine, {1.25, 1.1})
                            : factors;
    for (const PublishedRun& run : machine.runs) {
      const auto prediction = predict_decode(*catalog, machine, run, own);
      if (!prediction)
        std::fprintf(stderr, "%s: %s\n", run.id.c_str(), prediction.error().what.c_str());
      else
        predictions.push_back(*prediction);
    }
  }
  for (const Prediction& p : predictions) print_row(p);
  print_summaries(predictions);
  print_peers(*catalog, predictions);
  if (!options.leave_out) print_prompts(*catalog, *all, options);
  return 0;
}

}  // namespace
}  // namespace probellm::tests

int main(int argc, char** argv) {
  probellm::tests::Options options;
  CLI::App app("Predicts published measurements and says how far off that is.", "published");
  app.add_option("--folder", options.folder, "Evidence")->required()->check(CLI::ExistingDirectory);
  app.add_flag("--leave-out", options.leave_out, "Fit the constants on all other machines for each machine");
  app.add_flag("--fit", options.fit, "Fit the constants on all machines and print the factors");
  app.add_flag("--prompts", options.rows_of_prompts, "Print the rows of prompts as well");
  CLI11_PARSE(app, argc, argv);
  return probellm::tests::run(options);
}
