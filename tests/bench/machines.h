#pragma once

#include <vector>

#include "core/machine.h"

namespace probellm::bench {

/// A live machine with those CPUs, that much usable memory and one last-level cache.
core::Machine machine_of(std::vector<int> cpus, core::Bytes usable, core::Bytes cache);

/// The CPUs that this process may use.
std::vector<int> cpus_here();

}  // namespace probellm::bench
