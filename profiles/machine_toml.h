#pragma once

#include <string_view>

#include "core/machine_spec.h"
#include "core/result.h"
#include "profiles/catalog.h"

namespace probellm::profiles {

/// Reads a machine from TOML, whose values are written as the parts of a machine in a line: `cpu` and
/// `memory`, and as wanted `name`, `gpus`, `disk`, `read_gb_s` and its `read_source`. Malformed with file,
/// line, key and what was expected.
core::Result<core::MachineSpec> parse_machine_toml(std::string_view text, std::string_view file,
                                                   const Catalog& catalog);

}  // namespace probellm::profiles
