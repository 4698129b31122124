#include "gguf/describe.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "gguf/describe_keys.h"
#include "gguf/describe_names.h"
#include "gguf/describe_shape.h"
#include "gguf/read_cursor.h"
#include "gguf/types.h"

namespace probellm::gguf {
namespace {

using core::Bytes;
using core::Error;
using core::ErrorKind;
using core::Part;

constexpr std::int64_t kMostElements = std::int64_t{1} << 58;  // all tensors; 8 bytes each fit a number

/// What decoding one token reads of a tensor.
struct Reads {
  std::int64_t elements = 0;
  Bytes bytes;
};

Error malformed(const StoredTensor& tensor, const std::string& what) {
  return {ErrorKind::Malformed, "tensor " + shown(tensor.described.name) + ": " + what};
}

core::Result<std::string> language_model(const HeaderMetadata& metadata) {
  const auto refuse = [](const std::string& what) {
    return Error{ErrorKind::Unsupported, "this file holds " + what + ", where a language model was expected"};
  };
  std::string architecture = text_of(metadata, "general.architecture");
  const std::string type = text_of(metadata, "general.type");
  if (architecture.empty())
    return Error{ErrorKind::Malformed, "key general.architecture is missing or empty: a name was expected"};
  if (architecture == "clip" || type == "mmproj")
    return refuse("the vision or audio half of a model (a projector)");
  if (!type.empty() && type != "model") return refuse("of the type " + shown(type));
  for (const std::string_view state :
       {".ssm.state_size", ".wkv.head_size", ".shortconv.l_cache", ".kda.head_dim"})
    if (metadata.contains(architecture + std::string(state)))
      return Error{ErrorKind::Unsupported, "the architecture " + shown(architecture) +
                                               " has recurrent layers (key " + shown(architecture) +
                                               std::string(state) +
                                               "), where attention in all layers was expected"};
  return architecture;
}

std::optional<Error> why_not_summed(const ModelFiles& files) {
  std::int64_t sum = 0;
  for (const StoredTensor& tensor : files.tensors) {
    const auto elements = count_elements(tensor.described.shape);
    if (!elements) return malformed(tensor, elements.error().what);
    if (*elements > kMostElements - sum) return malformed(tensor, "more than 2^58 weights up to here");
    sum += *elements;
  }
  return std::nullopt;
}

bool is_never_read(const TensorName& name, const Census& census) {
  return name.layer && (*name.layer >= census.layers || (census.has_split_kv && name.stem == "attn_kv_b"));
}

/// Of `all` in `parts` equal parts, some.
Reads share(const Reads& all, std::int64_t parts, std::int64_t read) {
  return {all.elements / parts * read, {all.bytes.value / parts * read}};
}

core::Result<Reads> reads_of(const StoredTensor& tensor, const TensorName& name, const core::Model& model,
                             const Census& census) {
  const Reads all{*count_elements(tensor.described.shape), tensor.size};
  if (is_never_read(name, census)) return Reads{};
  if (is_read_by_row(name) && !(model.has_tied_head && name.stem == "token_embd"))
    return share(all, all.elements / tensor.described.shape.front(), 1);
  if (has_one_expert(name)) return share(all, model.experts, model.experts_used);
  if (!has_all_experts(name)) return all;
  const std::int64_t experts = tensor.described.shape.back();
  if (experts != model.experts)
    return malformed(tensor, std::to_string(experts) + " experts, where " + std::to_string(model.experts) +
                                 " were expected by key expert_count");
  return share(all, experts, model.experts_used);
}

/// The groups, in the order of their parts and types.
using Groups = std::map<std::pair<Part, std::uint32_t>, core::WeightGroup>;

core::WeightGroup& group_for(Groups& groups, Part part, const GgmlType& type) {
  const auto [found, is_new] = groups.try_emplace({part, type.number});
  if (is_new) {
    found->second.part = part;
    found->second.type = tensor_type(type);
  }
  return found->second;
}

/// The layers that have routed experts, beside which their norms stand.
std::set<std::int64_t> expert_layers(const ModelFiles& files) {
  std::set<std::int64_t> layers;
  for (const StoredTensor& tensor : files.tensors) {
    const TensorName name = take_apart(tensor.described.name);
    if (has_all_experts(name) || has_one_expert(name)) layers.insert(*name.layer);
  }
  return layers;
}

Part part_of(const TensorName& name, const core::Model& model, const std::set<std::int64_t>& with_experts) {
  if (model.has_tied_head && !name.layer && name.stem == "token_embd") return Part::Head;
  const bool beside_experts = name.layer && with_experts.contains(*name.layer);
  return part_of(name, beside_experts ? Part::Router : Part::Dense);
}

core::Result<DescribedModel> weigh(const ModelFiles& files, core::Model model, const Census& census) {
  DescribedModel described{std::move(model), {}, {}};
  const auto with_experts = expert_layers(files);
  Groups groups;
  for (const StoredTensor& tensor : files.tensors) {
    const TensorName name = take_apart(tensor.described.name);
    const GgmlType* type = find_type(tensor.described.ggml_number);
    if (type == nullptr)
      return Error{ErrorKind::Unsupported, "tensor " + shown(tensor.described.name) + ": its type " +
                                               std::to_string(tensor.described.ggml_number) + " isn't known"};
    const auto reads = reads_of(tensor, name, described.model, census);
    if (!reads) return reads.error();
    core::WeightGroup& group = group_for(groups, part_of(name, described.model, with_experts), *type);
    group.elements += *count_elements(tensor.described.shape);
    group.elements_per_token += reads->elements;
    group.bytes += tensor.size;
    group.bytes_per_token += reads->bytes;
    if (is_never_read(name, census)) described.kept_in_ram_only += tensor.size;
  }
  for (auto& [key, group] : groups) described.weights.push_back(std::move(group));
  return described;
}

}  // namespace

core::Result<DescribedModel> describe(const ModelFiles& files) {
  const auto architecture = language_model(files.metadata);
  if (!architecture) return architecture.error();
  if (const auto error = why_not_summed(files)) return *error;
  const auto census = take_census(files, *architecture);
  if (!census) return census.error();
  auto model = shape_of(files, *architecture, *census);
  if (!model) return model.error();
  return weigh(files, std::move(model.value()), *census);
}

}  // namespace probellm::gguf
