#pragma once

#include <string>
#include <vector>

#include "core/machine.h"

namespace probellm::core {

/// A fact of a machine by its path, in which what is one of several has its name:
/// `memory.dimms[P1-DIMMA1].ranks`; its value as text, in GiB, MT/s, GB/s and GHz where it is in base units.
struct NamedFact {
  std::string path;
  /// The path with `*` for each name, and those names.
  std::string kind;
  std::vector<std::string> names;
  std::string value;
};

/// All that is known of a machine, but what changes from minute to minute: free memory and disk, load, steal.
std::vector<NamedFact> facts_of(const Machine& machine);

}  // namespace probellm::core
