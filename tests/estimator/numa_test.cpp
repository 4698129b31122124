#include "estimator/numa.h"

#include "estimator/fit.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using core::Fit;
using core::NumaUse;

core::Machine two_sockets(std::int64_t gib) {
  core::Machine machine = machine_with(gib * core::kGiB);
  machine.cpu.cores = core::Fact<int>::known(64, "test");
  machine.cpu.sockets = core::Fact<int>::known(2, "test");
  for (const int node : {0, 1}) {
    core::NumaNode each;
    each.id = node;
    machine.numa.nodes.push_back(each);
  }
  return machine;
}

core::Measurement read_by_node(double cpus, double memory, double rate) {
  core::Measurement row = measured(core::kMemoryReadNuma, core::Unit::ByteRate, rate);
  row.at = {{"cpu_node", cpus}, {"memory_node", memory}};
  return row;
}

Fit fit_with(const core::Machine& machine, std::optional<NumaUse> use, const core::Measurements& rows,
             const char* engine = "llama.cpp") {
  estimator::Question asked = question("q4_k_m");
  asked.engine = *profiles::find_engine(catalog(), engine);
  asked.choice.numa = use;
  asked.choice.placement = core::Placement::Cpu;
  return *estimator::fit(machine, rows, asked);
}

double speed(const Fit& fit) { return fit.decode_tokens_per_second->likely; }

TEST(Numa, OneSocketHoldsHalfOfTheMemoryAndReadsWithHalfTheBandwidth) {
  const Fit one = fit_with(two_sockets(1536), NumaUse::OneSocket, read_bandwidth(400e9));
  const Fit both = fit_with(two_sockets(1536), NumaUse::Distributed, read_bandwidth(400e9));
  EXPECT_NEAR(one.memory.devices.front().budget / both.memory.devices.front().budget, 0.5, 1e-6);
  EXPECT_EQ(fit_with(two_sockets(1024), NumaUse::OneSocket, read_bandwidth(400e9)).verdict,
            core::Verdict::DoesNotFit);
  const Fit single =
      *estimator::fit(machine_with(768 * core::kGiB), read_bandwidth(200e9), question("q4_k_m"));
  EXPECT_NEAR(speed(one) / speed(single), 1, 0.1);
}

TEST(Numa, WithRoomOnOneSocketThatBeatsPagesOnBoth) {
  core::Machine roomy = two_sockets(1536);
  roomy.cpu.cores = core::Fact<int>::known(192, "test");
  EXPECT_GT(speed(fit_with(roomy, NumaUse::OneSocket, read_bandwidth(400e9))),
            speed(fit_with(roomy, NumaUse::Interleaved, read_bandwidth(400e9))));
  const Fit tight = fit_with(two_sockets(768), std::nullopt, read_bandwidth(400e9));
  EXPECT_EQ(tight.numa, NumaUse::Distributed);
}

TEST(Numa, MirroringNeedsTheWeightsTwice) {
  const Fit mirrored = fit_with(two_sockets(2304), NumaUse::Mirrored, read_bandwidth(400e9));
  const Fit spread = fit_with(two_sockets(2304), NumaUse::Distributed, read_bandwidth(400e9));
  EXPECT_EQ(mirrored.memory.weights, spread.memory.weights * 2);
}

TEST(Numa, ReadingAcrossNodesIsWhatWasMeasured) {
  core::Measurements rows = read_bandwidth(400e9);
  const estimator::Measured all{rows, estimator::Trust::Graded};
  const core::Engine engine = *profiles::find_engine(catalog(), "llama.cpp");
  const core::Machine machine = two_sockets(1536);
  rows.rows.push_back(measured(core::kMemoryReadInterleaved, core::Unit::ByteRate, 240e9));
  rows.rows.push_back(read_by_node(0, 0, 210e9));
  rows.rows.push_back(read_by_node(0, 1, 90e9));
  rows.rows.push_back(read_by_node(1, 1, 205e9));
  const auto interleaved = estimator::numa_share(machine, all, engine, NumaUse::Interleaved);
  EXPECT_NEAR(interleaved.value.likely, 0.6, 1e-9);
  EXPECT_EQ(interleaved.basis, core::Basis::Measured);
  EXPECT_NEAR(estimator::numa_share(machine, all, engine, NumaUse::OneSocket).value.likely, 0.525, 1e-9);
}

TEST(Numa, OneSocketNeedsNothingOfTheKind) {
  const Fit fit = *estimator::fit(machine_with(768 * core::kGiB), read_bandwidth(200e9), question("q4_k_m"));
  EXPECT_FALSE(fit.numa);
  EXPECT_EQ(fit.ways.size(), 1U);
}

TEST(Numa, EveryUseOfTheEngineIsAmongTheWays) {
  const Fit fit = fit_with(two_sockets(1536), std::nullopt, read_bandwidth(400e9));
  ASSERT_EQ(fit.ways.size(), 3U);
  for (std::size_t i = 1; i < fit.ways.size(); ++i)
    EXPECT_GE(fit.ways[i - 1].decode_tokens_per_second->likely, fit.ways[i].decode_tokens_per_second->likely);
  EXPECT_EQ(fit.ways.front().decode_tokens_per_second->likely, speed(fit));
}

TEST(Numa, TheCommandAsksForIt) {
  const auto command = [](NumaUse use) {
    return fit_with(two_sockets(1536), use, read_bandwidth(400e9)).command;
  };
  EXPECT_EQ(command(NumaUse::OneSocket),
            "numactl --cpunodebind=0 --membind=0 llama-server -m MODEL.gguf -c 8192 -ctk f16 -fa on -t 32 "
            "--numa numactl");
  EXPECT_TRUE(command(NumaUse::Interleaved).starts_with("numactl --interleave=all llama-server"));
  EXPECT_TRUE(command(NumaUse::Distributed).ends_with("--numa distribute"));
}

}  // namespace
}  // namespace probellm::tests
