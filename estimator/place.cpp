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
  sizes.weights = weigh(q.weights);
  sizes.kv = kv_bytes(q.model, q.kv_type, q.context_tokens);
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

Bytes scaled(Bytes bytes, double factor) { return {std::llround(static_cast<double>(bytes.value) * factor)}; }

double share_that_fits(Bytes room, Bytes whole) {
  if (whole.value == 0) return 1;
  return std::clamp(room / whole, 0.0, 1.0);
}

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
  for (const core::WeightGroup& group : q.weights) {
    const core::Flops products{2 * static_cast<double>(group.elements_per_token) * tokens};
    (group.part == core::Part::RoutedExperts ? work.expert_products : work.rest_products) += products;
  }
  return work;
}

/// Adds a share of what a token reads of a group to its type.
void add_read(std::vector<TypeRead>& reads, const core::WeightGroup& group, double share) {
  const bool is_routed = group.part == core::Part::RoutedExperts;
  const auto same = [&](const TypeRead& read) {
    return read.type == group.type.id && read.is_routed == is_routed;
  };
  auto read = std::find_if(reads.begin(), reads.end(), same);
  if (read == reads.end()) read = reads.insert(reads.end(), TypeRead{group.type.id, is_routed, {}, 0});
  read->bytes += scaled(group.bytes_per_token, share);
  read->elements += static_cast<double>(group.elements_per_token) * share;
}

Workload token_from_ram(const Question& q, const Sizes& sizes) {
  Workload work;
  work.layers = q.model.layers;
  for (const core::WeightGroup& group : q.weights)
    if (group.elements_per_token > 0) add_read(work.host_weights, group, 1);
  work.kv_read = sizes.kv;
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
  const Bytes one_layer{std::max<std::int64_t>(1, sizes.weights.routed_experts.value / layers)};
  const std::int64_t room = layers_on_gpus(vram, dense_path, sizes.compute, one_layer);
  const std::int64_t on_gpu = std::min(q.choice.expert_layers_on_gpu.value_or(room), layers - 1);
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
  layout.token.layers = layout.token.vram_layers = q.model.layers;
  layout.token.split_layers = layers - on_gpu;
  layout.token.gpu_hops = static_cast<std::int64_t>(vram.size()) - 1;
  layout.token.vram_read = dense_path + routed_vram;
  for (const core::WeightGroup& group : q.weights)
    if (group.part == core::Part::RoutedExperts) add_read(layout.token.host_weights, group, 1 - moved_share);
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
  layout.token.layers = layout.token.vram_layers = q.model.layers;
  const Bytes read = sizes.weights.rest_per_token + sizes.weights.routed_per_token + sizes.kv;
  const auto together = std::min(q.choice.tensor_parallel, static_cast<std::int64_t>(vram.size()));
  const double each = 1 / static_cast<double>(together);
  layout.token.vram_read = scaled(read, each);
  layout.token.vram_attention = {attention_work(q.model, q.context_tokens).value * each};
  if (together > 1) layout.token.all_reduces = 2 * q.model.layers;
  if (together == 1) layout.token.gpu_hops = static_cast<std::int64_t>(vram.size()) - 1;
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
