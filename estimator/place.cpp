#include "estimator/place.h"

#include <algorithm>
#include <cmath>

#include "estimator/budget.h"
#include "estimator/context.h"
#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::Placement;
using core::Verdict;

constexpr std::int64_t kPromptTokens = 1024;
/// Host share of the compute buffers when the dense path is on a GPU: 1,136 of 8,474 MiB in a loader log of
/// K2-0905.
constexpr std::int64_t kHostComputeDivisor = 8;

/// The sizes that every layout starts from.
struct Sizes {
  WeightBytes weights;
  Bytes kv;
  Bytes compute;
  Bytes reserve;
  Bytes embedding;
};

Sizes size_of(const Question& q, Bytes budget) {
  Sizes sizes;
  sizes.weights = weigh(q.model, q.quant);
  sizes.kv = kv_bytes_per_token(q.model, q.kv_type) * q.context_tokens;
  sizes.compute = compute_buffer_bytes(q.model, q.engine, q.context_tokens);
  sizes.reserve = host_reserve(budget);
  sizes.embedding = sizes.weights.rest - sizes.weights.rest_per_token;
  return sizes;
}

core::MemoryNeed sum_up(const Sizes& sizes, Bytes host, Bytes host_budget, Bytes vram, Bytes vram_budget) {
  core::MemoryNeed need{
      file_bytes(sizes.weights), sizes.kv, sizes.compute, sizes.reserve, host + vram, {}, {}};
  need.devices.push_back({"host", host, host_budget});
  if (vram.value > 0) need.devices.push_back({"vram", vram, vram_budget});
  for (const core::DeviceNeed& device : need.devices) need.budget += device.budget;
  return need;
}

Verdict judge(const core::MemoryNeed& need) {
  const core::DeviceNeed& host = need.devices.front();
  for (const core::DeviceNeed& device : need.devices)
    if (&device != &host && device.need > device.budget) return Verdict::DoesNotFit;
  if (host.need <= host.budget) return Verdict::Fits;
  return host.need - need.os <= host.budget ? Verdict::Tight : Verdict::DoesNotFit;
}

double matrix_parameters(const Question& q, bool routed_only) {
  const WeightCounts c = count_weights(q.model);
  const std::int64_t rest = c.shared_experts + c.attention + c.dense + c.router + c.head;
  return static_cast<double>(c.routed_per_token + (routed_only ? 0 : rest));
}

/// A prompt whose micro-batches read `always` and their share of `experts`.
PromptWork prompt_of(const Question& q, Bytes always, Bytes experts, double parameters) {
  PromptWork work;
  work.layers = q.model.layers;
  work.prompt_tokens = std::min(kPromptTokens, q.context_tokens);
  work.micro_batches = (work.prompt_tokens + q.engine.micro_batch - 1) / q.engine.micro_batch;
  const double tokens = static_cast<double>(work.prompt_tokens) / static_cast<double>(work.micro_batches);
  const double touched = experts_touched(static_cast<double>(q.model.experts_used),
                                         static_cast<double>(q.model.experts), tokens);
  work.read_per_batch = always + Bytes{std::llround(touched * static_cast<double>(experts.value))};
  work.work_per_batch = {2 * parameters * tokens};
  return work;
}

Workload token_from_ram(const Question& q, const Sizes& sizes) {
  Workload work;
  work.layers = q.model.layers;
  work.host_read = sizes.weights.rest_per_token + sizes.weights.routed_per_token + sizes.kv;
  work.attention = attention_work(q.model, q.context_tokens);
  return work;
}

double share_that_fits(Bytes room, Bytes whole) { return std::clamp(room / whole, 0.0, 1.0); }

Bytes scaled(Bytes bytes, double factor) { return {std::llround(static_cast<double>(bytes.value) * factor)}; }

}  // namespace

Layout place_on_cpu(const core::Machine&, Bytes budget, const Question& q) {
  const Sizes sizes = size_of(q, budget);
  const Bytes host = file_bytes(sizes.weights) + sizes.kv + sizes.compute + sizes.reserve;
  Layout layout;
  layout.placement = Placement::Cpu;
  layout.memory = sum_up(sizes, host, budget, {}, {});
  layout.verdict = judge(layout.memory);
  layout.token = token_from_ram(q, sizes);
  layout.prompt =
      prompt_of(q, sizes.weights.rest_per_token, sizes.weights.routed_experts, matrix_parameters(q, false));
  return layout;
}

Layout place_hybrid(const core::Machine& machine, Bytes budget, const Question& q) {
  const Sizes sizes = size_of(q, budget);
  const Bytes room = vram_budget(machine);
  const Bytes dense_path = sizes.weights.rest_per_token + sizes.kv + sizes.compute;
  const std::int64_t layers = expert_layers(q.model);
  const Bytes one_layer{sizes.weights.routed_experts.value / layers};
  const std::int64_t spare = std::max<std::int64_t>(0, (room - dense_path).value / one_layer.value);
  const std::int64_t on_gpu = std::min(spare, layers);
  const Bytes moved = one_layer * on_gpu;
  const double moved_share = static_cast<double>(on_gpu) / static_cast<double>(layers);
  const Bytes host_compute{sizes.compute.value / kHostComputeDivisor};
  const Bytes host_experts = sizes.weights.routed_experts - moved;

  Sizes both = sizes;
  both.compute += host_compute;
  Layout layout;
  layout.placement = Placement::Hybrid;
  layout.memory = sum_up(both, host_experts + sizes.embedding + host_compute + sizes.reserve, budget,
                         dense_path + moved, room);
  layout.verdict = judge(layout.memory);
  const Bytes routed_vram = scaled(sizes.weights.routed_per_token, moved_share);
  layout.token.layers = q.model.layers;
  layout.token.vram_read = sizes.weights.rest_per_token + sizes.kv + routed_vram;
  layout.token.host_read = sizes.weights.routed_per_token - routed_vram;
  layout.prompt = prompt_of(q, {}, host_experts, matrix_parameters(q, true) * (1 - moved_share));
  return layout;
}

Layout place_on_gpus(const core::Machine& machine, Bytes budget, const Question& q) {
  const Sizes sizes = size_of(q, budget);
  Layout layout;
  layout.placement = Placement::Gpu;
  layout.memory = sum_up(sizes, sizes.reserve, budget, file_bytes(sizes.weights) + sizes.kv + sizes.compute,
                         vram_budget(machine));
  layout.verdict = judge(layout.memory);
  layout.token.layers = q.model.layers;
  layout.token.vram_read = sizes.weights.rest_per_token + sizes.weights.routed_per_token + sizes.kv;
  return layout;
}

Layout place_streaming(const core::Machine& machine, Bytes budget, const Question& q) {
  const Sizes sizes = size_of(q, budget);
  Layout layout = place_on_cpu(machine, budget, q);
  layout.placement = Placement::Stream;
  layout.verdict = Verdict::DoesNotFit;
  const Bytes room = budget - sizes.kv - sizes.compute - sizes.reserve;
  if (room.value < 0) return layout;
  const double rest_share = share_that_fits(room, sizes.weights.rest_per_token);
  const Bytes cache{std::max<std::int64_t>(0, (room - sizes.weights.rest_per_token).value)};
  layout.token.experts_in_ram = share_that_fits(cache, sizes.weights.routed_experts);
  layout.token.routed_from_disk = sizes.weights.routed_per_token;
  layout.token.rest_from_disk = scaled(sizes.weights.rest_per_token, 1 - rest_share);
  layout.prompt->disk_per_batch = scaled(layout.prompt->read_per_batch, 1 - layout.token.experts_in_ram);
  const bool disk_holds = !machine.disks.empty() && machine.disks.front().free &&
                          *machine.disks.front().free >= layout.memory.weights;
  if (disk_holds) layout.verdict = Verdict::Streams;
  return layout;
}

}  // namespace probellm::estimator
