#pragma once

#include <string_view>

#include "profiles/catalog.h"

namespace probellm::profiles {

/// Reads one file into the catalog: quants.toml, models/*.toml, engines/*.toml or machines/*.json; other
/// names are left alone. Returns what is wrong, or nothing.
std::string read_profile(std::string_view name, std::string_view text, Catalog& catalog);

}  // namespace probellm::profiles
