#pragma once

#include "core/gpu.h"
#include "core/json_fields.h"

namespace probellm::core {

/// A GPU as JSON.
Json gpu_json(const Gpu& gpu);

/// The inverse.
Gpu read_gpu(const FieldReader& reader);

/// A PCI Express link as JSON.
Json link_json(const PcieLink& link);

/// The inverse.
PcieLink read_link(const FieldReader& reader);

}  // namespace probellm::core
