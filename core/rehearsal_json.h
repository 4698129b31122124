#pragma once

#include "core/json_fields.h"
#include "core/rehearsal.h"

namespace probellm::core {

/// A rehearsal as the object `rehearsal` of docs/json.md.
Json rehearsal_json(const Rehearsal& rehearsal);

/// The same back.
Rehearsal read_rehearsal_json(const FieldReader& reader);

}  // namespace probellm::core
