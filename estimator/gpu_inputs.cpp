#include "estimator/gpu_inputs.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "estimator/budget.h"

namespace probellm::estimator {
namespace {

using core::Assumption;
using core::Basis;
using core::Gpu;
using core::Interval;

/// Of what a data sheet states of dense products, what a large one gets under a power limit; engines' shares
/// are of the data sheet.
constexpr Interval kMatrixShareOfPaper{0.7, 0.8, 0.95};

/// Matrix units' operations for each byte of VRAM bandwidth, from Apple's GPUs to a Radeon or RTX 4090.
constexpr Interval kOperationsPerByte{20, 75, 250};

/// The rate of GPUs that work one after the other, each in proportion to its memory; absent where one's isn't
/// known.
std::optional<Interval> mean_rate(const core::Machine& machine,
                                  const std::function<std::optional<Interval>(const Gpu&)>& rate_of) {
  double bytes = 0;
  Interval seconds{};
  for (const Gpu& gpu : *machine.gpus) {
    const auto memory = gpu_memory(machine, gpu);
    if (!memory) continue;
    const auto rate = rate_of(gpu);
    if (!rate) return std::nullopt;
    const auto size = static_cast<double>(memory->value);
    bytes += size;
    seconds = {seconds.low + size / rate->high, seconds.likely + size / rate->likely,
               seconds.high + size / rate->low};
  }
  if (bytes <= 0) return std::nullopt;
  return Interval{bytes / seconds.high, bytes / seconds.likely, bytes / seconds.low};
}

template <class Rate>
std::optional<Interval> mean_rate(const core::Machine& machine, core::Fact<Rate> Gpu::*rate) {
  return mean_rate(machine, [=](const Gpu& gpu) {
    return gpu.*rate ? std::optional(exactly((gpu.*rate)->value)) : std::nullopt;
  });
}

/// The usable row of that id which is about a GPU: the one with its address.
const core::Measurement* row_of(const Measured& measured, std::string_view id, const Gpu& gpu) {
  if (gpu.pci_address.empty()) return nullptr;
  for (const core::Measurement& row : measured.all.rows)
    if (row.id == id && row.status == core::Status::Ok && can_be_used(measured, row) &&
        row.device.find(gpu.pci_address) != std::string::npos)
      return &row;
  return nullptr;
}

/// What was measured of every GPU, as they work one after the other; where a row doesn't say of which GPU it
/// is, the first is all of them.
std::optional<Assumption> rate_of_all(const core::Machine& machine, const Measured& measured,
                                      std::string_view id, core::Unit unit, const char* name) {
  const core::Measurement* first = usable_row(measured, id, unit);
  if (first == nullptr) return std::nullopt;
  Assumption mean = from_row(name, *first, unit == core::Unit::FlopRate ? "flop/s" : "B/s");
  char worst = first->quality.grade;
  const auto together = mean_rate(machine, [&](const Gpu& gpu) -> std::optional<Interval> {
    const core::Measurement* row = row_of(measured, id, gpu);
    if (row == nullptr) return std::nullopt;
    worst = std::max(worst, row->quality.grade);
    return from_row(name, *row, "").value;
  });
  if (!together || machine.gpus->size() < 2) return mean;
  mean.value = *together;
  mean.source = std::string(id) + " of " + std::to_string(machine.gpus->size()) + " GPUs, grade " + worst +
                " or better";
  return mean;
}

Assumption vram_bandwidth(const core::Machine& machine, const Measured& measured) {
  if (auto rate =
          rate_of_all(machine, measured, core::kVramRead, core::Unit::ByteRate, "VRAM read bandwidth"))
    return std::move(*rate);
  if (const auto mean = mean_rate(machine, &Gpu::vram_bandwidth))
    return {"VRAM bandwidth", "B/s", *mean, Basis::Spec, machine.gpus->front().vram_bandwidth.source()};
  return {"VRAM bandwidth", "B/s", {300e9, 800e9, 1800e9}, Basis::Assumed, "cards with 16-48 GB"};
}

Assumption matrix_rate(const core::Machine& machine, const Measured& measured, const Interval& bandwidth) {
  if (auto rate =
          rate_of_all(machine, measured, core::kMatrixBf16, core::Unit::FlopRate, "matrix rate of a GPU")) {
    rate->value = {rate->value.low / kMatrixShareOfPaper.high,
                   rate->value.likely / kMatrixShareOfPaper.likely,
                   rate->value.high / kMatrixShareOfPaper.low};
    rate->source += ", over the 0.8 of a data sheet's rate that a large product gets";
    return std::move(*rate);
  }
  if (const auto mean = mean_rate(machine, &Gpu::matrix_rate))
    return {"matrix rate of a GPU", "flop/s", *mean, Basis::Spec, machine.gpus->front().matrix_rate.source()};
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
  const auto put_share = [&](Input input, const char* name, const Interval& value) {
    inputs.put(input, from_engine(name, "", value, e));
  };
  const Assumption bandwidth = vram_bandwidth(machine, measured);
  inputs.put(Input::VramBandwidth, bandwidth);
  inputs.put(Input::MatrixRate, matrix_rate(machine, measured, bandwidth.value));
  inputs.put(Input::Upload, upload(measured, e));
  put_share(Input::VramShare, "share of VRAM bandwidth reached", e.share_of_vram_bandwidth);
  put_share(Input::VramAttentionShare, "share of the matrix rate in attention",
            e.vram_attention_share_of_rate);
  put_share(Input::ProductsRateShare, "share of the matrix rate in a prompt",
            products_share(machine.gpus->front(), e));
  put_share(Input::PromptAttentionRateShare, "share of the matrix rate in a prompt's attention",
            e.prompt_attention_share_of_rate);
  put_share(Input::TokensForHalfRate, "tokens an expert for half the rate", e.tokens_for_half_rate);
}

}  // namespace probellm::estimator
