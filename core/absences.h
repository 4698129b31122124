#pragma once

#include <string>
#include <vector>

#include "core/machine.h"

namespace probellm::core {

/// A fact that isn't known: its path in JSON, why, and what would make it known.
struct Absence {
  std::string what;
  std::string reason;
  std::string remedy;
};

/// Every fact of a machine that isn't known, in the order of the JSON.
std::vector<Absence> absences_of(const Machine& machine);

}  // namespace probellm::core
