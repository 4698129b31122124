#include "bench/cpu_rows.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bench/curve.h"
#include "bench/quality.h"
#include "bench/sampling.h"
#include "bench/threads/ladder.h"
#include "bench/threads/spin_barrier.h"

namespace probellm::bench {
namespace {

constexpr int kBarriersInSample = 500;
// About 2 ms of one core.
constexpr std::size_t kFmaSteps = 1'000'000;

core::Measurement describe(const Session& session, std::string_view id, core::Unit unit) {
  core::Measurement row;
  row.id = id;
  row.device = "cpu";
  row.unit = unit;
  row.threads = session.team ? session.team.value()->size() : 0;
  return row;
}

StoppingRule rule_within(core::Seconds ceiling) { return {{std::min(0.1, ceiling.value)}, ceiling}; }

core::Measurement measure_barrier_of(Session& session, core::Measurement row, core::Seconds ceiling) {
  if (ceiling <= core::Seconds{}) return without_time(std::move(row));
  row.variant = "spin, mean of " + std::to_string(kBarriersInSample);
  SpinBarrier barrier(row.threads);
  const Work barriers = [&](int) {
    for (int i = 0; i < kBarriersInSample; ++i) barrier.wait();
  };
  auto samples = take_samples(session, rule_within(ceiling), [&] {
    return session.team.value()->timed(row.threads, barriers).value / kBarriersInSample;
  });
  return with_samples(std::move(row), std::move(samples));
}

}  // namespace

core::Measurement measure_barrier(Session& session, core::Seconds ceiling) {
  core::Measurement row = describe(session, core::kBarrier, core::Unit::Time);
  if (!session.team) return row_of_error(std::move(row), session.team.error());
  return measure_barrier_of(session, std::move(row), ceiling);
}

std::vector<core::Measurement> measure_barrier_by_threads(Session& session, core::Seconds ceiling) {
  const core::Measurement row = describe(session, core::kBarrierByThreads, core::Unit::Time);
  if (!session.team) return {row_of_error(row, session.team.error())};
  const auto ladder = thread_ladder(row.threads, session.plan.depth);
  return measure_each(session, ladder.size(), ceiling, [&](std::size_t i, core::Seconds time) {
    core::Measurement rung = row;
    rung.threads = ladder[i];
    return measure_barrier_of(session, std::move(rung), time);
  });
}

core::Measurement measure_fma_f32(Session& session, core::Seconds ceiling) {
  core::Measurement row = describe(session, core::kFmaF32, core::Unit::FlopRate);
  if (!session.team) return row_of_error(std::move(row), session.team.error());
  row.variant = session.kernels.target;
  std::vector<FmaResult> results(static_cast<std::size_t>(row.threads));
  const Work multiply_adds = [&](int worker) {
    results[static_cast<std::size_t>(worker)] = session.kernels.fma_f32(kFmaSteps, 0.5F, 1.0F);
  };
  auto samples = take_samples(session, rule_within(ceiling), [&] {
    const core::Seconds time = session.team.value()->timed(row.threads, multiply_adds);
    return results.front().flops * row.threads / time.value;
  });
  const auto wrong = [](const FmaResult& result) { return result.sum != result.expected_sum; };
  if (!samples.values.empty() && std::any_of(results.begin(), results.end(), wrong))
    return without_number(std::move(row), core::Status::Failed,
                          "wrong result: a CPU or the kernel is faulty");
  return with_samples(std::move(row), std::move(samples));
}

}  // namespace probellm::bench
