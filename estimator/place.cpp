#include "estimator/place.h"

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// Weights that lie on the disk already need no room.
bool holds(const core::Disk& disk, Bytes weights) {
  const Bytes present = disk.weights ? *disk.weights : Bytes{};
  return disk.free && *disk.free + present >= weights;
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

/// Parameters that a token multiplies with: of its routed experts, and of everything else.
double routed_parameters(const Question& q) {
  return static_cast<double>(count_weights(q.model).routed_per_token);
}
double other_parameters(const Question& q) {
  const WeightCounts c = count_weights(q.model);
  return static_cast<double>(c.shared_experts + c.attention + c.dense + c.router + c.head);
}

Bytes scaled(Bytes bytes, double factor) { return {std::llround(static_cast<double>(bytes.value) * factor)}; }

double share_that_fits(Bytes room, Bytes whole) { return std::clamp(room / whole, 0.0, 1.0); }

Bytes sum_of(const std::vector<Bytes>& parts) { return std::accumulate(parts.begin(), parts.end(), Bytes{}); }

/// A prompt whose micro-batches read everything that is always read, and the experts that their tokens touch.
PromptWork prompt_of(const Question& q, const WeightBytes& weights) {
  PromptWork work;
  work.layers = q.model.layers;
  work.prompt_tokens = std::min(kPromptTokens, q.context_tokens);
  work.micro_batches = (work.prompt_tokens + q.engine.micro_batch - 1) / q.engine.micro_batch;
  const double tokens = static_cast<double>(work.prompt_tokens) / static_cast<double>(work.micro_batches);
  work.share_of_experts = experts_touched(static_cast<double>(q.model.experts_used),
                                          static_cast<double>(q.model.experts), tokens);
  work.read_per_batch = weights.rest_per_token + scaled(weights.routed_experts, work.share_of_experts);
  work.work_per_batch = {2 * (routed_parameters(q) + other_parameters(q)) * tokens};
  return work;
}

Workload token_from_ram(const Question& q, const Sizes& sizes) {
  Workload work;
  work.layers = q.model.layers;
  work.host_read = sizes.weights.rest_per_token + sizes.weights.routed_per_token + sizes.kv;
  work.host_products = {2 * (routed_parameters(q) + other_parameters(q))};
  work.attention = attention_work(q.model, q.context_tokens);
  return work;
}

/// Layers whose experts the GPUs have room for, each GPU with its share of the dense path and buffers of its
/// own.
std::int64_t layers_on_gpus(const std::vector<Bytes>& vram, Bytes dense_path, Bytes compute,
                            Bytes one_layer) {
  const Bytes room = sum_of(vram);
  std::int64_t layers = 0;
  for (const Bytes gpu : vram) {
    const Bytes spare = gpu - scaled(dense_path, gpu / room) - compute;
    layers += std::max<std::int64_t>(0, spare.value / one_layer.value);
  }
  return layers;
}

}  // namespace

Layout place_on_cpu(Bytes budget, const Question& q) {
  const Sizes sizes = size_of(q, budget);
  const Bytes host = file_bytes(sizes.weights) + sizes.kv + sizes.compute + sizes.reserve;
  Layout layout;
  layout.placement = Placement::Cpu;
  layout.memory = sum_up(sizes, host, budget, {}, {});
  layout.verdict = judge(layout.memory);
  layout.token = token_from_ram(q, sizes);
  layout.prompt = prompt_of(q, sizes.weights);
  return layout;
}

Layout place_hybrid(const std::vector<Bytes>& vram, Bytes budget, const Question& q) {
  const Sizes sizes = size_of(q, budget);
  const Bytes vram_compute = sizes.compute * static_cast<std::int64_t>(vram.size());
  const Bytes host_compute{sizes.compute.value / kHostComputeDivisor};
  const Bytes dense_path = sizes.weights.rest_per_token + sizes.kv;
  const std::int64_t layers = expert_layers(q.model);
  const Bytes one_layer{sizes.weights.routed_experts.value / layers};
  const std::int64_t on_gpu =
      std::min(layers_on_gpus(vram, dense_path, sizes.compute, one_layer), layers - 1);
  const Bytes moved = one_layer * on_gpu;
  const double moved_share = static_cast<double>(on_gpu) / static_cast<double>(layers);

  Sizes both = sizes;
  both.compute = vram_compute + host_compute;
  const Bytes host = sizes.weights.routed_experts - moved + sizes.embedding + host_compute + sizes.reserve;
  Layout layout;
  layout.placement = Placement::Hybrid;
  layout.memory = sum_up(both, host, budget, dense_path + moved + vram_compute, sum_of(vram));
  layout.verdict = judge(layout.memory);
  const Bytes routed_vram = scaled(sizes.weights.routed_per_token, moved_share);
  layout.token.layers = q.model.layers;
  layout.token.vram_read = dense_path + routed_vram;
  layout.token.host_read = sizes.weights.routed_per_token - routed_vram;
  layout.token.host_products = {2 * routed_parameters(q) * (1 - moved_share)};
  layout.token.vram_attention = attention_work(q.model, q.context_tokens);
  return layout;
}

Layout place_on_gpus(const std::vector<Bytes>& vram, Bytes budget, const Question& q) {
  Sizes sizes = size_of(q, budget);
  sizes.compute = sizes.compute * static_cast<std::int64_t>(vram.size());
  const Bytes need = file_bytes(sizes.weights) + sizes.kv + sizes.compute;
  Layout layout;
  layout.placement = Placement::Gpu;
  layout.memory = sum_up(sizes, sizes.reserve, budget, need, sum_of(vram));
  layout.verdict = judge(layout.memory);
  layout.token.layers = q.model.layers;
  layout.token.vram_read = sizes.weights.rest_per_token + sizes.weights.routed_per_token + sizes.kv;
  layout.token.vram_attention = attention_work(q.model, q.context_tokens);
  return layout;
}

std::optional<Layout> place_streaming(const core::Machine& machine, Bytes budget, const Question& q) {
  const Sizes sizes = size_of(q, budget);
  const Bytes room = budget - sizes.kv - sizes.compute - sizes.reserve;
  if (room.value < 0 || machine.disks.empty()) return std::nullopt;
  Layout layout = place_on_cpu(budget, q);
  layout.placement = Placement::Stream;
  const double rest_share = share_that_fits(room, sizes.weights.rest_per_token);
  const Bytes cache{std::max<std::int64_t>(0, (room - sizes.weights.rest_per_token).value)};
  Workload& token = layout.token;
  token.experts_in_ram = share_that_fits(cache, sizes.weights.routed_experts);
  token.routed_from_disk = sizes.weights.routed_per_token;
  token.rest_from_disk = scaled(sizes.weights.rest_per_token, 1 - rest_share);
  PromptWork& prompt = *layout.prompt;
  prompt.disk_per_batch = token.rest_from_disk + scaled(sizes.weights.routed_experts,
                                                        prompt.share_of_experts * (1 - token.experts_in_ram));
  layout.verdict =
      holds(machine.disks.front(), layout.memory.weights) ? Verdict::Streams : Verdict::DoesNotFit;
  return layout;
}

}  // namespace probellm::estimator
