#pragma once

#include "core/json_fields.h"
#include "core/system.h"

namespace probellm::core {

/// The system's settings as JSON.
Json system_json(const System& system);

/// The inverse.
System read_system(const FieldReader& reader);

}  // namespace probellm::core
