#pragma once

#include "core/json_fields.h"
#include "core/measurement.h"

namespace probellm::core {

/// The `measurements` array of docs/json.md.
Json measurements_json(const Measurements& measurements);
/// The `measurement_context` object of docs/json.md.
Json context_json(const MeasurementContext& context);

/// The inverse of both, from the document that holds them.
Measurements read_measurements_json(const FieldReader& document);

}  // namespace probellm::core
