#pragma once

#include <string>

#include "probe/sources.h"

namespace probellm::probe {

/// The sources of a machine that isn't live: a folder that `probe-llm capture` wrote, or the root of a system
/// such as a mounted one. What the folder doesn't have is absent. `weights_dir` is a path on that machine;
/// where it is empty, the one of the capture.
Sources captured_sources(const std::string& folder, const std::string& weights_dir);

}  // namespace probellm::probe
