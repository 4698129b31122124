#pragma once

#include "core/machine.h"
#include "core/machine_spec.h"
#include "planner/population.h"

namespace probellm::planner {

/// Puts a specification's modules into the slots of its channels, spread over sockets and channels as evenly
/// as they go: A1 is the first slot of each socket's first channel. Nothing where modules aren't counted.
void put_into_slots(core::Memory& memory, const core::Modules& modules, const Running& running, int sockets);

}  // namespace probellm::planner
