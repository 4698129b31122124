#pragma once

#include <optional>
#include <string_view>

#include "core/comparison.h"
#include "core/fit.h"
#include "core/measurement.h"
#include "core/result.h"

namespace probellm::core {

/// The word that JSON and tables use for each value.
std::string_view name_of(ErrorKind kind);
std::string_view name_of(Status status);
std::string_view name_of(Unit unit);
std::string_view name_of(Verdict verdict);
std::string_view name_of(Operation operation);
std::string_view name_of(Placement placement);
std::string_view name_of(Basis basis);
std::string_view name_of(NumaUse use);
std::string_view name_of(Trend trend);

/// The inverse; absent for a word that isn't one of them.
std::optional<Status> status_named(std::string_view name);
std::optional<Unit> unit_named(std::string_view name);
std::optional<Placement> placement_named(std::string_view name);
std::optional<NumaUse> numa_use_named(std::string_view name);

}  // namespace probellm::core
