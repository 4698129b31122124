#pragma once

#include <string_view>

#include "core/machine.h"
#include "core/machine_spec.h"
#include "core/result.h"
#include "profiles/catalog.h"

namespace probellm::profiles {

/// Whether a text looks like a machine in a line: parts with commas between, one that begins with a count,
/// or a CPU that the profiles know.
bool looks_like_a_machine(std::string_view text, const Catalog& catalog);

/// Reads a machine in a line, as "2x EPYC 9355, 24x32GB DDR5-6400, 1x RTX 5090, NVMe 7GB/s": CPU, memory, and
/// as wanted GPUs and a disk, in any order. Malformed with the part that is wrong and the nearest thing
/// known.
core::Result<core::MachineSpec> parse_machine_spec(std::string_view text, const Catalog& catalog);

/// A machine that was read, as a specification; NotFound where its CPU isn't in the profiles or its memory
/// isn't known.
core::Result<core::MachineSpec> spec_of(const core::Machine& machine, const Catalog& catalog);

}  // namespace probellm::profiles
