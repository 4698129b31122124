// What must hold for every model, recipe and placement, whatever the constants are.
#include "estimator/context.h"
#include "estimator/fit.h"
#include "tests/estimator/example.h"

namespace probellm::tests {
namespace {

using core::Fit;
using core::Placement;

constexpr double kRounding = 1 + 1e-9;

core::Machine large_machine(std::int64_t gpus = 0) {
  core::Machine machine = machine_with(std::int64_t{4096} * core::kGiB);
  core::Gpu gpu;
  gpu.vram_free = core::Fact<core::Bytes>::known({std::int64_t{2048} * core::kGiB}, "test");
  gpu.vram_bandwidth = core::Fact<core::BytesPerSecond>::known({2e12}, "test");
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known(
      std::vector<core::Gpu>(static_cast<std::size_t>(gpus), gpu), "test");
  core::Disk disk;
  disk.kind = core::Fact<std::string>::known("nvme", "test");
  disk.free = core::Fact<core::Bytes>::known({std::int64_t{1} << 44}, "test");
  machine.disks = {disk};
  return machine;
}

estimator::Question ask(const core::Model& model, const core::Quant& recipe, std::int64_t context,
                        std::optional<Placement> placement = Placement::Cpu) {
  estimator::Question asked{model,
                            recipe,
                            estimator::weight_groups(model, recipe),
                            *profiles::find_type(catalog(), "f16"),
                            context,
                            *profiles::find_engine(catalog(), "llama.cpp")};
  asked.choice.placement = placement;
  return asked;
}

Fit answer(const estimator::Question& asked, double bandwidth = 300e9, std::int64_t gpus = 0) {
  return *estimator::fit(large_machine(gpus), read_bandwidth(bandwidth), asked);
}

template <class Check>
void for_each_model_and_recipe(const Check& check) {
  for (const core::Model& model : catalog().models)
    for (const core::Quant& recipe : catalog().quants) {
      SCOPED_TRACE(model.id + " " + recipe.id);
      check(model, recipe);
    }
}

TEST(Properties, MoreBandwidthIsNeverSlower) {
  for_each_model_and_recipe([](const core::Model& model, const core::Quant& recipe) {
    double before = 0;
    for (const double bandwidth : {20e9, 100e9, 400e9, 1600e9}) {
      const double speed = answer(ask(model, recipe, 4096), bandwidth).decode_tokens_per_second->likely;
      EXPECT_GE(speed * kRounding, before);
      before = speed;
    }
  });
}

TEST(Properties, ALongerContextNeverTakesLessMemoryOrRunsFaster) {
  for_each_model_and_recipe([](const core::Model& model, const core::Quant& recipe) {
    for (const auto placement : {Placement::Cpu, Placement::Gpu}) {
      core::Bytes memory;
      double speed = 1e12;
      for (const std::int64_t context : {1, 512, 8192, 131072}) {
        const Fit fit = answer(ask(model, recipe, context, placement), 300e9, 1);
        EXPECT_GE(fit.memory.total, memory);
        EXPECT_LE(fit.decode_tokens_per_second->likely, speed * kRounding);
        memory = fit.memory.total;
        speed = fit.decode_tokens_per_second->likely;
      }
    }
  });
}

TEST(Properties, ABiggerRecipeNeverNeedsLess) {
  for (const core::Model& model : catalog().models)
    for (const core::Quant& smaller : catalog().quants)
      for (const core::Quant& bigger : catalog().quants) {
        const auto bits = [](const core::TensorType& type) {
          return static_cast<double>(type.bytes) / static_cast<double>(type.elements);
        };
        if (bits(smaller.experts) > bits(bigger.experts) || bits(smaller.rest) > bits(bigger.rest)) continue;
        EXPECT_LE(answer(ask(model, smaller, 4096)).memory.total,
                  answer(ask(model, bigger, 4096)).memory.total)
            << model.id << ": " << smaller.id << " and " << bigger.id;
      }
}

TEST(Properties, TheIntervalHoldsTheLikelySpeedAndNoSpeedBeyondTheMemorys) {
  for_each_model_and_recipe([](const core::Model& model, const core::Quant& recipe) {
    for (const auto placement : {Placement::Cpu, Placement::Hybrid, Placement::Gpu, Placement::Stream}) {
      const Fit fit = answer(ask(model, recipe, 4096, placement), 300e9, 2);
      if (!fit.decode_tokens_per_second) continue;
      const core::Interval& speed = *fit.decode_tokens_per_second;
      EXPECT_GT(speed.low, 0);
      EXPECT_LE(speed.low, speed.likely);
      EXPECT_LE(speed.likely, speed.high);
      const double read = speed.high * static_cast<double>(fit.read_per_token.value);
      EXPECT_TRUE(fit.placement != Placement::Cpu || read <= 300e9 * kRounding) << read;
    }
  });
}

TEST(Properties, TheTotalIsTheSumOfTheDevicesNeeds) {
  for_each_model_and_recipe([](const core::Model& model, const core::Quant& recipe) {
    for (const auto placement : {Placement::Cpu, Placement::Hybrid, Placement::Gpu}) {
      const Fit fit = answer(ask(model, recipe, 4096, placement), 300e9, 2);
      core::Bytes devices;
      for (const core::DeviceNeed& device : fit.memory.devices) devices += device.need;
      EXPECT_EQ(devices, fit.memory.total);
    }
  });
}

TEST(Properties, WindowedLayersKeepNoMoreThanTheirWindow) {
  const core::Model& model = *profiles::find_model(catalog(), "gpt-oss-120b");
  const core::TensorType f16 = *profiles::find_type(catalog(), "f16");
  const auto all = estimator::kv_bytes_per_token(model, f16) * 100'000;
  const auto kept = estimator::kv_bytes(model, f16, 100'000);
  EXPECT_NEAR(kept / all, 0.5, 0.01);  // every other layer sees 128 tokens
}

TEST(Properties, AGpuThatComputesAllOfADenseModelIsFasterThanTheCpu) {
  const core::Model& model = *profiles::find_model(catalog(), "llama-3.3-70b");
  const core::Quant recipe = quant("q4_k_m");
  EXPECT_GT(answer(ask(model, recipe, 4096, std::nullopt), 300e9, 1).decode_tokens_per_second->likely,
            answer(ask(model, recipe, 4096, Placement::Cpu), 300e9, 1).decode_tokens_per_second->likely);
}

}  // namespace
}  // namespace probellm::tests
