#include "estimator/curves.h"

#include <algorithm>
#include <array>
#include <set>

#include "estimator/prefill.h"

namespace probellm::estimator {
namespace {

constexpr std::array kMicroBatches{128, 256, 512, 1024, 2048, 4096};

std::set<int> measured_threads(const core::Measurements& measurements) {
  std::set<int> threads;
  for (const core::Measurement& row : measurements.rows)
    if (row.status == core::Status::Ok && row.threads > 0 && row.id.starts_with(core::kDecodeExperts))
      threads.insert(row.threads);
  return threads;
}

}  // namespace

std::vector<core::ThreadsPoint> decode_by_threads(const core::Machine& machine,
                                                  const core::Measurements& measurements,
                                                  const Question& question, const Candidate& best,
                                                  Trust trust) {
  const std::set<int> threads = measured_threads(measurements);
  std::vector<core::ThreadsPoint> points;
  if (threads.size() < 2 || best.layout.token.host_weights.empty()) return points;
  for (const int count : threads) {
    Question asked = question;
    asked.choice.threads = count;
    Candidate other = best;
    other.inputs = gather_inputs(machine, measurements, asked, best.use, trust);
    if (const auto speed = speed_of(other, asked)) points.push_back({count, *speed});
  }
  return points;
}

std::vector<core::MicroBatchPoint> prefill_by_micro_batch(const core::Machine& machine,
                                                          const core::Measurements& measurements,
                                                          core::Bytes budget, const Question& question,
                                                          const Candidate& best, Trust trust) {
  std::vector<core::MicroBatchPoint> points;
  for (const int size : kMicroBatches) {
    if (size > question.context_tokens) break;
    Question asked = question;
    asked.engine.micro_batch = size;
    asked.choice.prompt_tokens = std::max<std::int64_t>(question.choice.prompt_tokens, size);
    asked.choice.placement = best.layout.placement;
    asked.choice.numa = best.use;
    asked.choice.tensor_parallel = best.together;
    const Candidate other = ranked(candidates(machine, measurements, budget, asked, trust)).front();
    if (other.layout.verdict == core::Verdict::DoesNotFit) continue;
    const auto time = prompt_time(other.layout.prompt, other.inputs);
    if (!time) continue;
    const auto tokens = static_cast<double>(other.layout.prompt.prompt_tokens);
    points.push_back({size, rate_of(tokens, time->seconds), other.layout.memory.compute});
  }
  return points;
}

}  // namespace probellm::estimator
