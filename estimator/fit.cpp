#include "estimator/fit.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "estimator/budget.h"
#include "estimator/candidates.h"
#include "estimator/command.h"
#include "estimator/curves.h"
#include "estimator/explain.h"
#include "estimator/place.h"
#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::Fit;
using core::Machine;
using core::Verdict;

/// A choice: recipes of 4.25 bits and more are taken to be equally good, so that the fastest of them is best.
constexpr double kNearLosslessBits = 4.25;

std::string reason_for_no_speed(const Layout& layout, const Inputs& inputs) {
  if (!layout.token.host_weights.empty() && !inputs.no_bandwidth_reason.empty())
    return inputs.no_bandwidth_reason;
  return "how fast the disk reads is neither measured nor known: run `probe-llm bench` on it";
}

/// A kernel shows up to 3 % less than is installed.
Bytes nearly_installed(Bytes total) { return {total.value + total.value / 33}; }

/// Lists an input once, and a factor of exactly one not at all.
void add_assumption(Fit& fit, const core::Assumption& added) {
  const auto is_same = [&](const core::Assumption& known) { return known.name == added.name; };
  const bool is_listed = std::any_of(fit.assumptions.begin(), fit.assumptions.end(), is_same);
  const bool changes_nothing = added.value.low == 1 && added.value.high == 1;
  if (!is_listed && !changes_nothing) fit.assumptions.push_back(added);
}

/// Notes which inputs of a speed count only because the user insists.
void add_forced(Fit& fit, const Layout& layout, const Inputs& inputs) {
  for (Input input : inputs_used(layout.token, inputs)) {
    const auto& assumption = inputs.of(input);
    const bool is_new = assumption && assumption->is_forced &&
                        std::find(fit.forced.begin(), fit.forced.end(), assumption->name) == fit.forced.end();
    if (is_new) fit.forced.push_back(assumption->name);
  }
}

void add_speed(Fit& fit, const Candidate& best, const Question& question) {
  const auto& [layout, use, together, inputs] = best;
  const auto time = decode_time(layout.token, inputs);
  if (!time) fit.no_speed_reason = reason_for_no_speed(layout, inputs);
  if (!time) return;
  fit.decode_tokens_per_second = rate_of(tokens_gained(question.choice), time->seconds);
  fit.bottleneck = bottleneck(likely_parts(layout.token, inputs));
  fit.widest_assumption = inputs.of(time->widest)->name;
  for (Input input : inputs_used(layout.token, inputs)) add_assumption(fit, *inputs.of(input));
  add_assumption(fit, *inputs.of(residual_of(layout.token, inputs)));
  fit.terms = explain_token(layout.token, inputs);
  add_forced(fit, layout, inputs);
}

void add_prompt(Fit& fit, const Candidate& best) {
  const auto& [layout, use, together, inputs] = best;
  const auto time = prompt_time(layout.prompt, inputs);
  if (!time) return;
  fit.prompt_tokens = layout.prompt.prompt_tokens;
  fit.prefill_tokens_per_second = rate_of(static_cast<double>(*fit.prompt_tokens), time->seconds);
  fit.time_to_first_token_seconds = time->seconds;
  for (Input input : inputs_used(layout.prompt, inputs)) add_assumption(fit, *inputs.of(input));
}

void add_ways(Fit& fit, const std::vector<Candidate>& all, const Question& question) {
  for (const Candidate& candidate : all) {
    const Layout& layout = candidate.layout;
    const bool uses_ram = layout.placement != core::Placement::Gpu;
    core::Way way{layout.placement,    uses_ram ? candidate.use : std::nullopt,
                  candidate.together,  layout.verdict,
                  layout.memory.total, {}};
    if (layout.verdict != Verdict::DoesNotFit) way.decode_tokens_per_second = speed_of(candidate, question);
    fit.ways.push_back(way);
  }
}

/// Buffers are computed, not read: the log of K2-0905 at 64k has 1.2 times as much, those of R1 at 32k 3 to 4
/// times.
void add_buffers(Fit& fit, const Question& question) {
  const auto bytes = static_cast<double>(fit.memory.compute.value);
  add_assumption(fit, {"compute buffers, with flash attention",
                       "B",
                       {0.75 * bytes, bytes, 4 * bytes},
                       core::Basis::Assumed,
                       question.engine.source});
}

void add_counteroffer(Fit& fit, const Machine& machine, Bytes budget, const Question& question,
                      const Candidate& best) {
  const Room room{budget, {}, 1};
  const Layout in_ram = place_on_cpu(room, question);
  const core::MemoryNeed& memory = in_ram.memory;
  core::Counteroffer offer;
  offer.usable_memory = memory.total;
  offer.decode_with_memory = speed_of(in_ram, best.inputs, question);
  add_forced(fit, in_ram, best.inputs);
  const auto installed = installed_memory_for(memory.total - memory.os);
  const bool is_installed =
      installed && machine.memory.total && nearly_installed(*machine.memory.total) >= *installed;
  if (!is_installed) offer.installed_memory = installed;
  const auto streaming = place_streaming(machine, room, question);
  if (fit.verdict == Verdict::DoesNotFit && streaming) {
    offer.free_disk = file_bytes(weigh(question.weights));
    offer.decode_with_disk = speed_of(*streaming, best.inputs, question);
    add_forced(fit, *streaming, best.inputs);
  }
  fit.counteroffer = offer;
}

Fit describe(const Candidate& best, const Question& question) {
  const Layout& layout = best.layout;
  Fit fit;
  fit.model = question.model.id;
  fit.model_name = question.model.name;
  fit.quant = question.quant.id;
  fit.quant_name = question.quant.name;
  fit.kv_type = question.kv_type.id;
  fit.context_tokens = question.context_tokens;
  fit.engine = question.engine.id;
  fit.placement = layout.placement;
  if (layout.placement != core::Placement::Gpu) fit.numa = best.use;
  fit.sequences = question.choice.sequences;
  fit.tokens_per_pass = tokens_gained(question.choice);
  fit.verdict = layout.verdict;
  fit.memory = layout.memory;
  fit.read_per_token = host_read(layout.token) + layout.token.vram_read + layout.token.vram_kv_read;
  return fit;
}

double expert_bits(const Question& question) {
  return 8.0 * static_cast<double>(question.quant.experts.bytes) /
         static_cast<double>(question.quant.experts.elements);
}

/// Higher is better, compared from the left: verdict, quality up to near-lossless, speed.
std::tuple<int, double, double> worth(const Fit& fit, const Question& question) {
  const double speed = fit.decode_tokens_per_second ? fit.decode_tokens_per_second->likely : 0;
  return {-static_cast<int>(fit.verdict), std::min(expert_bits(question), kNearLosslessBits), speed};
}

/// Where nothing runs, the best is the one that asks for the least memory.
std::size_t index_of_best(const std::vector<Fit>& fits, const std::vector<Question>& questions) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < fits.size(); ++i) {
    const bool neither_runs =
        fits[i].verdict == Verdict::DoesNotFit && fits[best].verdict == Verdict::DoesNotFit;
    const bool is_better = neither_runs ? fits[i].memory.total < fits[best].memory.total
                                        : worth(fits[i], questions[i]) > worth(fits[best], questions[best]);
    if (is_better) best = i;
  }
  return best;
}

/// An answer, and what its curves follow from.
struct Answer {
  Fit fit;
  Candidate best;
  Bytes budget;
};

core::Result<Answer> answer_to(const Machine& machine, const core::Measurements& measurements,
                               const Question& question, Trust trust) {
  const auto budget = host_budget(machine);
  if (!budget)
    return core::Error{core::ErrorKind::NotFound,
                       "how much memory this machine has isn't known: " + machine.memory.total.reason()};
  const std::vector<Candidate> all = ranked(candidates(machine, measurements, *budget, question, trust));
  const Candidate& best = all.front();
  Fit answer = describe(best, question);
  add_ways(answer, all, question);
  if (answer.verdict != Verdict::DoesNotFit) {
    add_speed(answer, best, question);
    add_prompt(answer, best);
    add_buffers(answer, question);
    answer.threads =
        question.choice.threads ? question.choice.threads : best_threads(machine, measurements, best.use);
    answer.command = command_for(best, question, machine, answer.threads);
  }
  if (answer.verdict == Verdict::Streams || answer.verdict == Verdict::DoesNotFit)
    add_counteroffer(answer, machine, *budget, question, best);
  return Answer{std::move(answer), best, *budget};
}

}  // namespace

core::Result<Fit> fit(const Machine& machine, const core::Measurements& measurements,
                      const Question& question, Trust trust) {
  const auto answer = answer_to(machine, measurements, question, trust);
  if (!answer) return answer.error();
  return answer->fit;
}

core::Result<core::FitReport> fit_all(const Machine& machine, const core::Measurements& measurements,
                                      const std::vector<Question>& questions, Trust trust) {
  core::FitReport report;
  for (const Question& question : questions) {
    auto answer = answer_to(machine, measurements, question, trust);
    if (!answer) return answer.error();
    auto& [fit, best, budget] = answer.value();
    if (fit.verdict != Verdict::DoesNotFit) {
      fit.decode_by_threads = decode_by_threads(machine, measurements, question, best, trust);
      fit.prefill_by_micro_batch =
          prefill_by_micro_batch(machine, measurements, budget, question, best, trust);
    }
    report.fits.push_back(std::move(fit));
  }
  if (!report.fits.empty()) report.best = index_of_best(report.fits, questions);
  return report;
}

}  // namespace probellm::estimator
