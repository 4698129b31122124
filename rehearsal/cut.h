#pragma once

#include "core/model.h"
#include "core/result.h"
#include "core/units.h"
#include "gguf/slice.h"

namespace probellm::rehearsal {

/// Two slices of a model that differ only in their number of layers, so that the difference is the cost of
/// some, and the bytes of the larger one's weights.
struct Cut {
  gguf::Slice few;
  gguf::Slice many;
  core::Bytes largest;
};

/// The largest cut whose larger slice takes at most `room`: full width, 1 MoE layer and up to 5 (of a dense
/// model 2 layers and up to 10), as many experts as there is room for and all words where they take little of
/// it. Failed where not even the smallest has room.
core::Result<Cut> plan_cut(const core::Model& model, const core::Quant& quant, core::Bytes room);

/// The model as its slice is.
core::Model model_of(core::Model model, const gguf::Slice& slice);

/// Seconds of a token of the whole model, from those of its two slices: the smaller one's, the layers that it
/// lacks at what they cost, and the part of the head that it lacks at the smaller one's mean rate.
double extrapolate(const core::Model& model, const Cut& cut, double seconds_few, double seconds_many);

}  // namespace probellm::rehearsal
