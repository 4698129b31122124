#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/model.h"

namespace probellm::gguf {

/// A tensor's name taken apart: blk.LAYER.STEM.weight, or STEM.weight where it belongs to no layer.
struct TensorName {
  std::optional<std::int64_t> layer;
  std::string_view stem;
};

/// Takes the name apart.
TensorName take_apart(std::string_view name);

/// What those weights belong to; `beside` is what a layer's own norms (ffn_norm and such) stand beside.
core::Part part_of(const TensorName& name, core::Part beside);

/// Whether it is a layer's weights of routed experts, of all in one tensor.
bool has_all_experts(const TensorName& name);

/// Whether it is a routed expert in a tensor of its own, as in files from before 2024-04.
bool has_one_expert(const TensorName& name);

/// Whether it belongs to a recurrent or linear-attention layer.
bool is_recurrent(const TensorName& name);

/// Whether decoding reads one row of it.
bool is_read_by_row(const TensorName& name);

}  // namespace probellm::gguf
