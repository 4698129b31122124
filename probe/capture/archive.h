#pragma once

#include <optional>
#include <string>

#include "core/result.h"
#include "probe/capture/recorded_tree.h"

namespace probellm::probe {

/// Packs a tree, as the folder `top`, into a tar archive compressed with gzip, for which nothing is written
/// but `file`; Failed where that can't be.
std::optional<core::Error> pack(const RecordedTree& tree, const std::string& top, const std::string& file);

}  // namespace probellm::probe
