#pragma once

#include "core/machine.h"
#include "profiles/catalog.h"

namespace probellm::profiles {

/// What the profiles say of a GPU that drivers call so: of those whose name is part of it the one with the
/// longest; nullptr where there is none.
const core::GpuSpec* find_gpu(const Catalog& catalog, std::string_view name);

/// The same of a CPU, by what it calls itself.
const core::CpuSpec* find_cpu(const Catalog& catalog, std::string_view name);

/// Fills in what the machine's parts are specified with, where it wasn't read.
void complete(core::Machine& machine, const Catalog& catalog);

}  // namespace probellm::profiles
