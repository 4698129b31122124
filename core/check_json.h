#pragma once

#include "core/check.h"
#include "core/json_fields.h"

namespace probellm::core {

/// What came of each rule, its facts in base units.
Json check_json(const Check& check);

}  // namespace probellm::core
