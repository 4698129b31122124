#include "estimator/prefill.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace probellm::estimator {
namespace {

double seconds_for(core::Bytes bytes, double rate) { return static_cast<double>(bytes.value) / rate; }

bool is_idle(const BatchWork& work) {
  return work.expert_products.value <= 0 && work.rest_products.value <= 0;
}

bool are_measured(const BatchWork& work, const Inputs& inputs) {
  return (work.rest_products.value <= 0 || inputs.has(Input::RestProducts)) &&
         (work.expert_products.value <= 0 || inputs.has(Input::ExpertProducts));
}

double gain_of_rest(const Inputs& inputs, const Point& p) {
  return inputs.has(Input::RestProductsGain) ? at(p, Input::RestProductsGain) : 1;
}

double host_seconds(const BatchWork& work, const Inputs& inputs, const Point& p) {
  if (is_idle(work)) return 0;
  double seconds = 0;
  if (work.attention.value > 0)
    seconds += work.attention.value / (at(p, Input::Peak) * at(p, Input::PromptAttentionPeakShare));
  if (are_measured(work, inputs)) {
    const double share = at(p, Input::ProductsShare);
    if (work.rest_products.value > 0)
      seconds += work.rest_products.value / (at(p, Input::RestProducts) * share * gain_of_rest(inputs, p));
    if (work.expert_products.value > 0)
      seconds += work.expert_products.value / (at(p, Input::ExpertProducts) * share);
    return seconds;
  }
  const double bandwidth = at(p, Input::HostBandwidth) * at(p, Input::HostShare) * at(p, Input::SocketShare);
  const double products = work.expert_products.value + work.rest_products.value / gain_of_rest(inputs, p);
  return seconds + seconds_for(work.read, bandwidth) +
         products / (at(p, Input::Peak) * at(p, Input::PrefillShare));
}

double vram_seconds(const PromptWork& prompt, const Point& p) {
  const BatchWork& work = prompt.vram;
  if (is_idle(work)) return 0;
  const double rate = at(p, Input::MatrixRate) * at(p, Input::ProductsRateShare);
  const double filled =
      prompt.tokens_per_expert / (prompt.tokens_per_expert + at(p, Input::TokensForHalfRate));
  const double products = work.rest_products.value / rate + work.expert_products.value / (rate * filled);
  const double reading = seconds_for(work.read, at(p, Input::VramBandwidth) * at(p, Input::VramShare));
  return std::max(products, reading) +
         work.attention.value / (at(p, Input::MatrixRate) * at(p, Input::PromptAttentionRateShare));
}

double overhead(const PromptWork& work, const Point& p) {
  const auto on_host = static_cast<double>(work.layers - work.vram_layers);
  return on_host * (at(p, Input::BarriersPerLayer) * at(p, Input::Barrier) + at(p, Input::SmallOps)) +
         static_cast<double>(work.split_layers) * at(p, Input::HybridOverhead) +
         static_cast<double>(work.vram_layers) * at(p, Input::VramLayer);
}

double batch_seconds(const PromptWork& work, const Inputs& inputs, const Point& p) {
  double seconds = host_seconds(work.host, inputs, p) + vram_seconds(work, p) + overhead(work, p);
  if (work.disk_per_batch.value > 0)
    seconds += seconds_for(work.disk_per_batch, at(p, Input::DiskBandwidth) * at(p, Input::DiskShare));
  const core::Bytes over_link = work.uploaded_per_batch + work.joined_per_batch;
  if (over_link.value > 0) seconds += seconds_for(over_link, at(p, Input::Upload));
  return seconds;
}

using Used = std::vector<Input>;

void add(Used& used, std::initializer_list<Input> more) {
  for (const Input input : more) used.push_back(input);
}

void add_host(Used& used, const BatchWork& work, const Inputs& inputs) {
  if (is_idle(work)) return;
  if (!are_measured(work, inputs))
    add(used, {Input::HostBandwidth, Input::HostShare, Input::SocketShare, Input::PrefillShare});
  if (!are_measured(work, inputs) || work.attention.value > 0) add(used, {Input::Peak});
  if (are_measured(work, inputs)) add(used, {Input::ProductsShare});
  if (are_measured(work, inputs) && work.rest_products.value > 0) add(used, {Input::RestProducts});
  if (are_measured(work, inputs) && work.expert_products.value > 0) add(used, {Input::ExpertProducts});
  if (work.rest_products.value > 0 && inputs.has(Input::RestProductsGain))
    add(used, {Input::RestProductsGain});
  if (work.attention.value > 0) add(used, {Input::PromptAttentionPeakShare});
}

void add_vram(Used& used, const BatchWork& work) {
  if (is_idle(work)) return;
  add(used, {Input::MatrixRate, Input::ProductsRateShare, Input::PromptAttentionRateShare,
             Input::VramBandwidth, Input::VramShare});
  if (work.expert_products.value > 0) add(used, {Input::TokensForHalfRate});
}

}  // namespace

double experts_touched(double used, double experts, double tokens) {
  if (experts <= 0) return 0;
  return 1 - std::pow(1 - used / experts, tokens);
}

std::vector<Input> inputs_used(const PromptWork& work, const Inputs& inputs) {
  Used used;
  if (work.layers > work.vram_layers) add(used, {Input::BarriersPerLayer, Input::Barrier, Input::SmallOps});
  if (work.split_layers > 0) add(used, {Input::HybridOverhead});
  if (work.vram_layers > 0) add(used, {Input::VramLayer});
  add_host(used, work.host, inputs);
  add_vram(used, work.vram);
  if (work.disk_per_batch.value > 0) add(used, {Input::DiskBandwidth, Input::DiskShare});
  if (work.uploaded_per_batch.value > 0 || work.joined_per_batch.value > 0) add(used, {Input::Upload});
  return used;
}

std::optional<TimeInterval> prompt_time(const PromptWork& work, const Inputs& inputs) {
  const auto batches = static_cast<double>(work.micro_batches);
  return spread_time(inputs, inputs_used(work, inputs),
                     [&](const Point& p) { return batches * batch_seconds(work, inputs, p); });
}

}  // namespace probellm::estimator
