#include "estimator/command.h"

#include "estimator/fit.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

core::Measurement rate_with(int threads, double rate) {
  core::Measurement row = measured(std::string(core::kDecodeExperts) + "q4_k", core::Unit::ByteRate, rate);
  row.threads = threads;
  return row;
}

TEST(BestThreads, IsTheFewestThatAreNearlyAsFastAsAny) {
  const core::Measurements all{{}, {rate_with(8, 50e9), rate_with(16, 98e9), rate_with(32, 100e9)}};
  EXPECT_EQ(estimator::best_threads(machine_with(core::kGiB), all), 16);
}

TEST(BestThreads, IsLessThanAllWhereMoreThreadsCostSpeed) {
  const core::Measurements all{{}, {rate_with(64, 100e9), rate_with(128, 50e9)}};
  EXPECT_EQ(estimator::best_threads(machine_with(core::kGiB), all), 64);
}

TEST(BestThreads, IsOneForEachCoreThatMayBeUsed) {
  core::Machine machine = machine_with(core::kGiB);
  EXPECT_EQ(estimator::best_threads(machine, {}), 32);
  machine.limits.cpu_quota = core::Fact<double>::known(4, "test");
  EXPECT_EQ(estimator::best_threads(machine, {}), 4);
}

TEST(Command, OfTheCpuHasContextCacheTypeAndThreads) {
  estimator::Question asked = question("q4_k_m", 32768, "q8_0");
  const auto fit = estimator::fit(machine_with(768 * core::kGiB), read_bandwidth(300e9), asked);
  EXPECT_EQ(fit->command, "llama-server -m MODEL.gguf -c 32768 -ctk q8_0 -fa on -t 32");
}

TEST(Command, SaysWhatHelpsWhereAmxMeetsLatentAttention) {
  core::Machine machine = machine_with(768 * core::kGiB);
  machine.cpu.isa = {"avx512f", "amx_int8"};
  const auto command = [&](const estimator::Question& asked) {
    return estimator::fit(machine, read_bandwidth(300e9), asked)->command;
  };
  estimator::Question asked = question("q4_k_m");
  EXPECT_NE(command(asked).find("  # if it aborts: --no-repack"), std::string::npos) << command(asked);
  asked.model.kv_lora_rank = 0;
  EXPECT_EQ(command(asked).find('#'), std::string::npos) << command(asked);
  machine.cpu.isa = {"avx512f"};
  EXPECT_EQ(command(question("q4_k_m")).find('#'), std::string::npos);
}

TEST(Command, SpreadsTheWeightsOverTwoSockets) {
  core::Machine machine = machine_with(768 * core::kGiB);
  machine.cpu.sockets = core::Fact<int>::known(2, "test");
  const auto fit = estimator::fit(machine, read_bandwidth(300e9), question("q4_k_m"));
  EXPECT_NE(fit->command.find("--numa distribute"), std::string::npos) << fit->command;
}

TEST(Command, OfAHybridSaysHowManyLayersStayInRam) {
  core::Machine machine = machine_with(768 * core::kGiB);
  core::Gpu gpu;
  gpu.vram_free = core::Fact<core::Bytes>::known({48 * core::kGiB}, "test");
  gpu.vram_bandwidth = core::Fact<core::BytesPerSecond>::known({1e12}, "test");
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({gpu}, "test");
  estimator::Question asked = question("q4_k_m");
  asked.choice.expert_layers_on_gpu = 2;
  const auto fit = estimator::fit(machine, read_bandwidth(200e9), asked);
  EXPECT_NE(fit->command.find("-ngl 99 --n-cpu-moe 58"), std::string::npos) << fit->command;
}

}  // namespace
}  // namespace probellm::tests
