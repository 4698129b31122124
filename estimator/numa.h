#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/fit.h"
#include "core/machine.h"
#include "estimator/measured.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// The uses of the sockets' memory that come into question: the one that is asked for, else all that the
/// engine has; only "none" where there is one socket, or nobody knows.
std::vector<std::optional<core::NumaUse>> numa_uses(const core::Machine& machine, const Question& question);

/// What a use leaves of the bandwidth that all sockets together have, each reading its own memory: measured
/// where `bench` read across nodes, else the engine's constant, once for each doubling of sockets.
core::Assumption numa_share(const core::Machine& machine, const Measured& measured,
                            const core::Engine& engine, std::optional<core::NumaUse> use);

/// The share of the machine's cores and of its memory that a use has.
double numa_part(const core::Machine& machine, std::optional<core::NumaUse> use);

/// How often the weights lie in memory.
std::int64_t weight_copies(const core::Machine& machine, std::optional<core::NumaUse> use);

}  // namespace probellm::estimator
