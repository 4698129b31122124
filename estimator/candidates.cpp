#include "estimator/candidates.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <tuple>
#include <utility>

#include "estimator/budget.h"
#include "estimator/decode.h"
#include "estimator/numa.h"
#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::Placement;
using core::Verdict;

bool stays_in_memory(const Candidate& candidate) {
  return candidate.layout.verdict == Verdict::Fits || candidate.layout.verdict == Verdict::Tight;
}

/// GPUs that may share a layer: as many as are asked for, else one, or all where the engine can do that.
std::vector<std::int64_t> groups_of(const Question& question, std::size_t gpus) {
  if (question.choice.tensor_parallel) return {*question.choice.tensor_parallel};
  if (question.engine.shares_layers && gpus > 1) return {1, static_cast<std::int64_t>(gpus)};
  return {1};
}

/// What one use of the sockets' memory allows; layouts on GPUs alone don't depend on it.
void add_layouts(std::vector<Candidate>& all, const core::Machine& machine, const Room& room,
                 const Question& question, const Candidate& use) {
  const auto add = [&](Layout layout, std::int64_t together) {
    Candidate candidate = use;
    candidate.layout = std::move(layout);
    candidate.together = together;
    all.push_back(std::move(candidate));
  };
  const bool is_first = all.empty();
  add(place_on_cpu(room, question), 1);
  if (!room.vram.empty() && is_first)
    for (const std::int64_t together : groups_of(question, room.vram.size())) {
      Question shared = question;
      shared.choice.tensor_parallel = together;
      add(place_on_gpus(room, shared), together);
    }
  if (!room.vram.empty() && question.model.experts > 0 && !is_unified(machine))
    add(place_hybrid(room, question), 1);
  if (auto streaming = place_streaming(machine, room, question)) add(std::move(*streaming), 1);
}

/// Ways of unknown speed come after those of known speed.
double likely_seconds(const Candidate& candidate) {
  const auto time = decode_time(candidate.layout.token, candidate.inputs);
  return time ? time->seconds.likely : std::numeric_limits<double>::infinity();
}

}  // namespace

std::vector<Candidate> candidates(const core::Machine& machine, const core::Measurements& measurements,
                                  Bytes budget, const Question& question, Trust trust) {
  std::vector<Candidate> all;
  for (const auto& use : numa_uses(machine, question)) {
    const Room room{scaled(budget, numa_part(machine, use)), vram_budgets(machine),
                    weight_copies(machine, use)};
    add_layouts(all, machine, room, question,
                {{}, use, 1, gather_inputs(machine, measurements, question, use, trust)});
  }
  const auto& asked = question.choice.placement;
  const bool is_needless = !asked && std::any_of(all.begin(), all.end(), stays_in_memory);
  const auto is_left_out = [&](const Candidate& candidate) {
    const Placement placement = candidate.layout.placement;
    return asked ? placement != *asked : is_needless && placement == Placement::Stream;
  };
  if (std::all_of(all.begin(), all.end(), is_left_out))
    all.erase(all.begin() + 1, all.end());
  else
    std::erase_if(all, is_left_out);
  return all;
}

std::vector<Candidate> ranked(std::vector<Candidate> all) {
  std::vector<std::pair<std::tuple<Verdict, double>, Candidate>> keyed;
  keyed.reserve(all.size());
  for (Candidate& candidate : all) {
    const std::tuple key(candidate.layout.verdict, likely_seconds(candidate));
    keyed.emplace_back(key, std::move(candidate));
  }
  const bool runs = std::any_of(keyed.begin(), keyed.end(), [](const auto& entry) {
    return std::get<Verdict>(entry.first) != Verdict::DoesNotFit;
  });
  const auto better = [](const auto& a, const auto& b) { return a.first < b.first; };
  if (runs) std::stable_sort(keyed.begin(), keyed.end(), better);
  all.clear();
  for (auto& [key, candidate] : keyed) all.push_back(std::move(candidate));
  return all;
}

std::optional<core::Interval> speed_of(const Layout& layout, const Inputs& inputs, const Question& question) {
  const auto time = decode_time(layout.token, inputs);
  if (!time) return std::nullopt;
  return rate_of(tokens_gained(question.choice), time->seconds);
}

std::optional<core::Interval> speed_of(const Candidate& candidate, const Question& question) {
  return speed_of(candidate.layout, candidate.inputs, question);
}

}  // namespace probellm::estimator
