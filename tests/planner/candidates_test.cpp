// Planning over very many machines: what more memory does to each, and how long it takes.
#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "planner/machine.h"
#include "planner/population.h"
#include "profiles/catalog.h"
#include "tests/planner/example.h"

namespace probellm::tests {
namespace {

std::optional<double> speed_with(core::MachineSpec spec, int count, const estimator::Question& question) {
  spec.memory->count = count;
  const auto outcome = planner::outcome_of(spec, question);
  if (!outcome || !outcome->fit.decode_tokens_per_second) return std::nullopt;
  return outcome->fit.decode_tokens_per_second->likely;
}

TEST(Candidates, AModuleInAnEmptyChannelIsNeverSlower) {
  const auto catalog = profiles::load_catalog("");
  const auto question = request_of(modules(12, 64)).question;
  int compared = 0;
  for (const core::CpuSpec& cpu : catalog->cpus) {
    if (!cpu.memory_type.starts_with("DDR")) continue;
    core::MachineSpec spec = request_of(modules(1, 128)).spec;
    spec.cpu = cpu;
    spec.memory = core::Modules{1, {128 * core::kGiB}, cpu.memory_type, cpu.transfers_per_second.front()};
    std::optional<double> before;
    for (int count = 1; count <= cpu.channels; ++count) {
      const auto speed = speed_with(spec, count, question);
      if (before) {
        ASSERT_TRUE(speed) << cpu.name << " with " << count;
        EXPECT_GE(*speed, *before * (1 - 1e-9)) << cpu.name << " with " << count;
        ++compared;
      }
      before = speed;
    }
  }
  EXPECT_GT(compared, 300);
}

TEST(Candidates, AHundredThousandTakeSeconds) {
  const auto catalog = profiles::load_catalog("");
  const auto question = request_of(modules(12, 64)).question;
  std::vector<core::MachineSpec> machines;
  for (const core::CpuSpec& cpu : catalog->cpus)
    for (const int gib : planner::module_sizes(cpu))
      for (int count = 1; count <= 2 * cpu.channels; ++count) {
        core::MachineSpec spec = request_of(modules(count, gib)).spec;
        spec.cpu = cpu;
        spec.memory->type = cpu.memory_type;
        machines.push_back(std::move(spec));
      }
  const std::size_t distinct = machines.size();
  ASSERT_GT(distinct, 10000u);
  const auto begin = std::chrono::steady_clock::now();
  std::size_t answered = 0;
  for (std::size_t i = 0; i < 100000; ++i)
    answered += planner::outcome_of(machines[i % distinct], question).ok();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  RecordProperty("seconds", std::to_string(seconds));
  std::printf("%zu machines answered of 100000, %zu distinct, in %.2f s\n", answered, distinct, seconds);
  EXPECT_GT(answered, 50000u);
  // Two seconds on a quiet machine; sanitizers and neighbours take their share.
  EXPECT_LT(seconds, 60);
}

}  // namespace
}  // namespace probellm::tests
