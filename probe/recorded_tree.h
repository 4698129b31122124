#pragma once

#include <map>
#include <string>

#include "core/result.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// Writes a recording as the tree `folder`/root, and the other files beside it by their names; returns how
/// many files that were. Paths that would lead outside are left out. Malformed where the folder isn't empty,
/// Failed where it can't be written.
core::Result<int> write_recording(const Recording& recording,
                                  const std::map<std::string, std::string>& others,
                                  const std::string& folder);

}  // namespace probellm::probe
