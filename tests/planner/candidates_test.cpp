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
  // Two seconds for all on a quiet machine; sanitizers take fifty times as long and are given fewer.
  constexpr double kMostSeconds = 20;
  constexpr std::size_t kAll = 100000, kFewest = 5000;
  const auto begin = std::chrono::steady_clock::now();
  double seconds = 0;
  std::size_t answered = 0, asked = 0;
  for (; asked < kAll && seconds < kMostSeconds; ++asked) {
    answered += planner::outcome_of(machines[asked % distinct], question).ok();
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  std::printf("%zu of %zu machines answered, %zu distinct, in %.2f s\n", answered, asked, distinct, seconds);
  EXPECT_GE(asked, kFewest);
  EXPECT_EQ(answered, asked);
}

}  // namespace
}  // namespace probellm::tests
