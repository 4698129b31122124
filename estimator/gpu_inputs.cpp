#include "estimator/gpu_inputs.h"

#include <utility>

#include "estimator/budget.h"

namespace probellm::estimator {
namespace {

using core::Assumption;
using core::Basis;
using core::Gpu;
using core::Interval;

/// Matrix units' operations for each byte of VRAM bandwidth, from Apple's GPUs to a Radeon or RTX 4090.
constexpr Interval kOperationsPerByte{20, 75, 250};

/// The rate of GPUs that work one after the other, each in proportion to its memory; absent where one isn't
/// known.
template <class Rate>
std::optional<double> mean_rate(const core::Machine& machine, core::Fact<Rate> Gpu::*rate) {
  double bytes = 0;
  double seconds = 0;
  for (const Gpu& gpu : *machine.gpus) {
    const auto memory = gpu_memory(machine, gpu);
    if (!memory) continue;
    if (!(gpu.*rate)) return std::nullopt;
    const auto size = static_cast<double>(memory->value);
    bytes += size;
    seconds += size / (gpu.*rate)->value;
  }
  if (seconds <= 0) return std::nullopt;
  return bytes / seconds;
}

Assumption vram_bandwidth(const core::Machine& machine, const Measured& measured) {
  if (const core::Measurement* row = usable_row(measured, core::kVramRead, core::Unit::ByteRate))
    return from_row("VRAM read bandwidth", *row, "B/s");
  if (const auto mean = mean_rate(machine, &Gpu::vram_bandwidth))
    return {"VRAM bandwidth", "B/s", exactly(*mean), Basis::Spec,
            machine.gpus->front().vram_bandwidth.source()};
  return {"VRAM bandwidth", "B/s", {300e9, 800e9, 1800e9}, Basis::Assumed, "cards with 16-48 GB"};
}

Assumption matrix_rate(const core::Machine& machine, const Interval& bandwidth) {
  if (const auto mean = mean_rate(machine, &Gpu::matrix_rate))
    return {"matrix rate of a GPU", "flop/s", exactly(*mean), Basis::Spec,
            machine.gpus->front().matrix_rate.source()};
  return {"matrix rate of a GPU", "flop/s", scaled(kOperationsPerByte, bandwidth.likely), Basis::Assumed,
          "20 to 250 operations for each byte of its bandwidth"};
}

Assumption upload(const Measured& measured, const core::Engine& e) {
  if (const core::Measurement* row = usable_row(measured, core::kUpload, core::Unit::ByteRate))
    return from_row("upload from RAM to VRAM", *row, "B/s");
  return {"upload from RAM to VRAM", "B/s", e.assumed_upload_bytes_per_second, Basis::Assumed, e.source};
}

const Interval& products_share(const Gpu& gpu, const core::Engine& e) {
  const bool is_other = gpu.vendor == "AMD" || gpu.vendor == "Intel";
  return is_other ? e.products_share_of_other_rate : e.products_share_of_rate;
}

}  // namespace

void put_gpu_inputs(Inputs& inputs, const core::Machine& machine, const Measured& measured,
                    const core::Engine& e) {
  if (!machine.gpus || machine.gpus->empty()) return;
  const auto put = [&](Input input, Assumption value) {
    inputs.each[static_cast<std::size_t>(input)] = std::move(value);
  };
  const auto put_share = [&](Input input, const char* name, const Interval& value) {
    put(input, {name, "", value, Basis::Assumed, e.source});
  };
  const Assumption bandwidth = vram_bandwidth(machine, measured);
  put(Input::VramBandwidth, bandwidth);
  put(Input::MatrixRate, matrix_rate(machine, bandwidth.value));
  put(Input::Upload, upload(measured, e));
  put_share(Input::VramShare, "share of VRAM bandwidth reached", e.share_of_vram_bandwidth);
  put_share(Input::VramAttentionShare, "share of the matrix rate in attention",
            e.vram_attention_share_of_rate);
  put_share(Input::ProductsRateShare, "share of the matrix rate in a prompt",
            products_share(machine.gpus->front(), e));
  put_share(Input::PromptAttentionRateShare, "share of the matrix rate in a prompt's attention",
            e.prompt_attention_share_of_rate);
  put(Input::TokensForHalfRate,
      {"tokens an expert for half the rate", "", e.tokens_for_half_rate, Basis::Assumed, e.source});
}

}  // namespace probellm::estimator
