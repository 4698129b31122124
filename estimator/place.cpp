#include "estimator/place.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "estimator/budget.h"
#include "estimator/context.h"
#include "estimator/prompt_work.h"
#include "estimator/weights.h"

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::Placement;
using core::Verdict;

/// Host share of the compute buffers when the dense path is on a GPU: 1,136 of 8,474 MiB in a loader log of
/// K2-0905.
constexpr std::int64_t kHostComputeDivisor = 8;
/// llama.cpp's graph of a dense layer with usual attention has 31 nodes, of one with latent attention and
/// experts 133 (llama-bench -v).
constexpr double kDenseOperations = 31.0 / 133;

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
  sizes.kv = kv_bytes(q.model, q.kv_type, q.context_tokens) * q.choice.sequences;
  sizes.compute = compute_buffer_bytes(q.model, q.engine, q.context_tokens);
  sizes.reserve = host_reserve(budget);
  sizes.embedding = sizes.weights.rest - sizes.weights.rest_per_token;
  return sizes;
}

/// What a pass of several tokens reads of the routed experts over what one token reads: they share some.
double distinct_experts(const Question& q) {
  const double tokens = tokens_of_pass(q.choice);
  if (tokens <= 1 || q.model.experts == 0) return 1;
  const auto used = static_cast<double>(q.model.experts_used), all = static_cast<double>(q.model.experts);
  return experts_touched(used, all, tokens) * all / used;
}

/// The cache that a pass reads, and the states of linear attention, which it writes as well.
Bytes cache_traffic(const Question& q, const Sizes& sizes) {
  return sizes.kv + linear_state_bytes(q.model) * q.choice.sequences;
}

core::Flops attention_of_pass(const Question& q) {
  return {attention_work(q.model, q.context_tokens).value * tokens_of_pass(q.choice)};
}

/// Weights that lie on the disk already need no room.
bool holds(const core::Disk& disk, Bytes weights) {
  const Bytes present = disk.weights ? *disk.weights : Bytes{};
  return disk.free && *disk.free + present >= weights;
}

core::MemoryNeed sum_up(const Sizes& sizes, Bytes host, Bytes host_budget, Bytes vram, Bytes vram_budget) {
  const Bytes weights = host + vram - sizes.kv - sizes.compute - sizes.reserve;
  core::MemoryNeed need{weights, sizes.kv, sizes.compute, sizes.reserve, host + vram, {}, {}};
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

double share_that_fits(Bytes room, Bytes whole) {
  if (whole.value == 0) return 1;
  return std::clamp(room / whole, 0.0, 1.0);
}

Bytes sum_of(const std::vector<Bytes>& parts) { return std::accumulate(parts.begin(), parts.end(), Bytes{}); }

/// Adds a share of what a pass reads of a group to its type.
void add_read(std::vector<TypeRead>& reads, const core::WeightGroup& group, double share, const Question& q) {
  const bool is_routed = group.part == core::Part::RoutedExperts;
  const Shape shape = shape_of(group, q.model);
  const auto same = [&](const TypeRead& read) {
    return read.type == group.type.id && read.is_routed == is_routed && read.shape == shape;
  };
  auto read = std::find_if(reads.begin(), reads.end(), same);
  if (read == reads.end()) read = reads.insert(reads.end(), {group.type.id, is_routed, shape, {}, 0});
  read->bytes += scaled(group.bytes_per_token, is_routed ? share * distinct_experts(q) : share);
  read->elements += static_cast<double>(group.elements_per_token) * share * tokens_of_pass(q.choice);
}

Workload pass_of(const Question& q) {
  Workload work;
  work.tokens = tokens_of_pass(q.choice);
  work.layers = q.model.layers;
  if (q.model.experts == 0 && !has_latent_attention(q.model)) work.share_of_operations = kDenseOperations;
  return work;
}

Workload pass_from_ram(const Question& q, const Sizes& sizes) {
  Workload work = pass_of(q);
  for (const core::WeightGroup& group : q.weights)
    if (group.elements_per_token > 0) add_read(work.host_weights, group, 1, q);
  work.kv_read = cache_traffic(q, sizes);
  work.attention = attention_of_pass(q);
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

Layout place_on_cpu(const Room& room, const Question& q) {
  const Sizes sizes = size_of(q, room.host);
  const Bytes host =
      file_bytes(sizes.weights) * room.weight_copies + sizes.kv + sizes.compute + sizes.reserve;
  Layout layout;
  layout.placement = Placement::Cpu;
  layout.memory = sum_up(sizes, host, room.host, {}, {});
  layout.verdict = judge(layout.memory);
  layout.token = pass_from_ram(q, sizes);
  layout.prompt = prompt_on_cpu(q);
  return layout;
}

Layout place_hybrid(const Room& room, const Question& q) {
  const Sizes sizes = size_of(q, room.host);
  const Bytes vram_compute = sizes.compute * static_cast<std::int64_t>(room.vram.size());
  const Bytes host_compute{sizes.compute.value / kHostComputeDivisor};
  const Bytes dense_path = sizes.weights.rest_per_token + sizes.kv;
  const std::int64_t layers = expert_layers(q.model);
  const Bytes one_layer{std::max<std::int64_t>(1, sizes.weights.routed_experts.value / layers)};
  const std::int64_t places = layers_on_gpus(room.vram, dense_path, sizes.compute, one_layer);
  const std::int64_t on_gpu = std::min(q.choice.expert_layers_on_gpu.value_or(places), layers - 1);
  const Bytes moved = one_layer * on_gpu;
  const double moved_share = static_cast<double>(on_gpu) / static_cast<double>(layers);

  Sizes both = sizes;
  both.compute = vram_compute + host_compute;
  const Bytes host_weights = sizes.weights.routed_experts - moved + sizes.embedding;
  const Bytes host = host_weights * room.weight_copies + host_compute + sizes.reserve;
  Layout layout;
  layout.placement = Placement::Hybrid;
  layout.memory = sum_up(both, host, room.host, dense_path + moved + vram_compute, sum_of(room.vram));
  layout.verdict = judge(layout.memory);
  Workload& token = layout.token = pass_of(q);
  token.vram_layers = q.model.layers;
  token.split_layers = layers - on_gpu;
  token.gpu_hops = static_cast<std::int64_t>(room.vram.size()) - 1;
  token.vram_read = sizes.weights.rest_per_token +
                    scaled(sizes.weights.routed_per_token, moved_share * distinct_experts(q));
  token.vram_kv_read = cache_traffic(q, sizes);
  for (const core::WeightGroup& group : q.weights)
    if (group.part == core::Part::RoutedExperts) add_read(token.host_weights, group, 1 - moved_share, q);
  token.vram_attention = attention_of_pass(q);
  layout.prompt = prompt_on_both(q, moved_share, token.split_layers);
  return layout;
}

Layout place_on_gpus(const Room& room, const Question& q) {
  Sizes sizes = size_of(q, room.host);
  sizes.compute = sizes.compute * static_cast<std::int64_t>(room.vram.size());
  const auto together =
      std::min(q.choice.tensor_parallel.value_or(1), static_cast<std::int64_t>(room.vram.size()));
  // One compressed row serves all heads, so that each GPU keeps and reads all of it.
  const std::int64_t caches = has_latent_attention(q.model) ? together : 1;
  sizes.kv = sizes.kv * caches;
  const Bytes need = file_bytes(sizes.weights) + sizes.kv + sizes.compute;
  Layout layout;
  layout.placement = Placement::Gpu;
  layout.memory = sum_up(sizes, sizes.reserve, room.host, need, sum_of(room.vram));
  layout.verdict = judge(layout.memory);
  const double each = 1 / static_cast<double>(together);
  Workload& token = layout.token = pass_of(q);
  token.vram_layers = q.model.layers;
  token.vram_read = scaled(
      sizes.weights.rest_per_token + scaled(sizes.weights.routed_per_token, distinct_experts(q)), each);
  token.vram_kv_read = scaled(cache_traffic(q, sizes), each);
  token.vram_attention = {attention_of_pass(q).value * each};
  if (together > 1) token.all_reduces = 2 * q.model.layers * (together - 1);
  if (together == 1) token.gpu_hops = static_cast<std::int64_t>(room.vram.size()) - 1;
  layout.prompt = prompt_on_gpus(q, together);
  return layout;
}

std::optional<Layout> place_streaming(const core::Machine& machine, const Room& room, const Question& q) {
  const Sizes sizes = size_of(q, room.host);
  const Bytes spare = room.host - sizes.kv - sizes.compute - sizes.reserve;
  if (spare.value < 0 || machine.disks.empty()) return std::nullopt;
  Layout layout = place_on_cpu({room.host, {}, 1}, q);
  layout.placement = Placement::Stream;
  const double rest_share = share_that_fits(spare, sizes.weights.rest_per_token);
  const Bytes cache{std::max<std::int64_t>(0, (spare - sizes.weights.rest_per_token).value)};
  Workload& token = layout.token;
  token.experts_in_ram = share_that_fits(cache, sizes.weights.routed_experts);
  token.routed_from_disk = scaled(sizes.weights.routed_per_token, distinct_experts(q));
  token.rest_from_disk = scaled(sizes.weights.rest_per_token, 1 - rest_share);
  PromptWork& prompt = layout.prompt;
  prompt.disk_per_batch = token.rest_from_disk + scaled(sizes.weights.routed_experts,
                                                        prompt.share_of_experts * (1 - token.experts_in_ram));
  layout.verdict =
      holds(machine.disks.front(), layout.memory.weights) ? Verdict::Streams : Verdict::DoesNotFit;
  return layout;
}

}  // namespace probellm::estimator
