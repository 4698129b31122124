#pragma once

#include <string_view>

#include "profiles/catalog.h"
#include "profiles/toml_fields.h"

namespace probellm::profiles {

/// Reads the tables of gpus.toml, cpus.toml, kits.toml, platforms.toml or classes.toml into the catalog; an
/// entry takes the place of one with the same name.
void read_parts(const TomlFields& root, std::string_view file, Catalog& catalog);

/// Whether read_parts knows a file of that name.
bool has_parts(std::string_view file);

}  // namespace probellm::profiles
