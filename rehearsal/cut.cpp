#include "rehearsal/cut.h"

#include <algorithm>
#include <array>
#include <optional>

namespace probellm::rehearsal {
namespace {

constexpr std::int64_t kFewWords = 8192;
// The head and the embedding, which cost a slice room and tell nothing of its layers.
constexpr std::int64_t kMostShareOfWords = 6;
constexpr std::int64_t kMostExperts = 128;
constexpr std::array<std::int64_t, 4> kMoeLayers{5, 4, 3, 2};
constexpr std::array<std::int64_t, 4> kDenseLayers{10, 8, 6, 4};

std::optional<core::Bytes> bytes_of(const core::Model& model, const gguf::Slice& slice) {
  const auto file = gguf::plan_slice(model, slice);
  if (!file) return std::nullopt;
  return gguf::stored_bytes(*file);
}

std::int64_t words_for(const core::Model& model, const core::Quant& quant, core::Bytes room) {
  const std::int64_t both = 2 * model.vocabulary * model.hidden / quant.rest.elements * quant.rest.bytes;
  return both <= room.value / kMostShareOfWords ? model.vocabulary : std::min(model.vocabulary, kFewWords);
}

/// As many experts as there is room for with so many layers.
std::optional<gguf::Slice> with_experts(const core::Model& model, gguf::Slice slice, core::Bytes room) {
  slice.experts = std::min(model.experts, kMostExperts);
  while (slice.experts >= model.experts_used) {
    const auto bytes = bytes_of(model, slice);
    if (!bytes) return std::nullopt;
    if (*bytes <= room) return slice;
    --slice.experts;
  }
  return std::nullopt;
}

std::optional<Cut> cut_with(const core::Model& model, gguf::Slice slice, core::Bytes room) {
  const bool is_dense = model.experts == 0;
  const auto many = is_dense ? std::optional(slice) : with_experts(model, slice, room);
  if (!many) return std::nullopt;
  const auto bytes = bytes_of(model, *many);
  if (!bytes || *bytes > room) return std::nullopt;
  Cut cut{*many, *many, *bytes};
  (is_dense ? cut.few.dense_layers : cut.few.moe_layers) = is_dense ? 2 : 1;
  const bool is_fewer =
      is_dense ? cut.few.dense_layers < cut.many.dense_layers : cut.few.moe_layers < cut.many.moe_layers;
  return is_fewer ? std::optional(cut) : std::nullopt;
}

}  // namespace

core::Result<Cut> plan_cut(const core::Model& model, const core::Quant& quant, core::Bytes room) {
  gguf::Slice slice{
      model.leading_dense_layers, 0, 0, words_for(model, quant, room), quant.experts, quant.rest};
  const bool is_dense = model.experts == 0;
  std::optional<Cut> best;
  for (const std::int64_t layers : is_dense ? kDenseLayers : kMoeLayers) {
    (is_dense ? slice.dense_layers : slice.moe_layers) = std::min(layers, model.layers);
    const auto cut = cut_with(model, slice, room);
    // More layers tell what one costs better than more experts, once a token has a choice of them.
    const bool has_choice = cut && (is_dense || cut->many.experts >= 2 * model.experts_used);
    if (cut && (!best || !has_choice)) best = cut;
    if (has_choice) return *cut;
  }
  if (best) return *best;
  slice.moe_layers = is_dense ? 0 : kMoeLayers.back();
  slice.experts = model.experts_used;
  const auto file = gguf::plan_slice(model, slice);
  if (!file) return file.error();
  return core::Error{core::ErrorKind::Failed,
                     "the smallest cut of " + model.name + " takes " +
                         std::to_string(gguf::stored_bytes(*file).value / 1'000'000) +
                         " MB, and there is room for " +
                         std::to_string(std::max<std::int64_t>(0, room.value) / 1'000'000) + " MB"};
}

core::Model model_of(core::Model model, const gguf::Slice& slice) {
  model.layers = slice.dense_layers + slice.moe_layers;
  model.leading_dense_layers = slice.dense_layers;
  model.vocabulary = slice.vocabulary;
  model.experts = slice.moe_layers > 0 ? slice.experts : 0;
  model.has_tied_head = false;
  return model;
}

double extrapolate(const core::Model& model, const Cut& cut, double seconds_few, double seconds_many) {
  const std::int64_t few = cut.few.dense_layers + cut.few.moe_layers;
  const std::int64_t many = cut.many.dense_layers + cut.many.moe_layers;
  const double layer = (seconds_many - seconds_few) / static_cast<double>(many - few);
  double seconds = seconds_few + static_cast<double>(model.layers - few) * layer;
  const auto file = gguf::plan_slice(model, cut.few);
  if (!file) return seconds;
  const gguf::TokenReads reads = gguf::read_per_token(*file, model.experts_used);
  const auto read = static_cast<double>((reads.routed + reads.rest).value);
  const double words = static_cast<double>((model.vocabulary - cut.few.vocabulary) * model.hidden);
  const double head =
      words * static_cast<double>(cut.few.rest_type.bytes) / static_cast<double>(cut.few.rest_type.elements);
  return seconds + head / read * seconds_few;
}

}  // namespace probellm::rehearsal
