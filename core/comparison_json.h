#pragma once

#include "core/comparison.h"
#include "core/json_fields.h"

namespace probellm::core {

/// A comparison as docs/json.md describes it.
Json comparison_json(const Comparison& comparison);

}  // namespace probellm::core
