#pragma once

#include "core/json_fields.h"
#include "core/plan.h"

namespace probellm::core {

/// The plan as docs/json.md describes it, without the fit of the machine as it is.
Json plan_json(const Plan& plan);

/// Classes of memory against recipes as docs/json.md describes them.
Json matrix_json(const Matrix& matrix);

}  // namespace probellm::core
