#pragma once

#include "core/json_fields.h"
#include "core/machine.h"

namespace probellm::core {

/// The `machine` object of docs/json.md.
Json machine_json(const Machine& machine);

/// The inverse; what the object doesn't have is absent, and the machine is never live. Problems go to the
/// reader.
Machine read_machine_json(const FieldReader& reader);

}  // namespace probellm::core
