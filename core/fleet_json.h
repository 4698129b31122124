#pragma once

#include "core/fleet.h"
#include "core/json_fields.h"

namespace probellm::core {

/// A fleet as docs/json.md describes it.
Json fleet_json(const Fleet& fleet);

}  // namespace probellm::core
