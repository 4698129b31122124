#pragma once

#include <string>

#include "core/result.h"
#include "probe/capture/recorded_tree.h"

namespace probellm::probe {

/// Whether a name is that of a tar archive compressed with gzip: .tar.gz or .tgz.
bool is_archive_name(const std::string& name);

/// The folder that such an archive unpacks into: its name without the ending.
std::string archived_folder(const std::string& archive);

/// Writes a tree into a folder, which must be new or empty, or as an archive, which must be new; returns how
/// many files that were. Malformed where something is in the way, Failed where it can't be written.
core::Result<int> write_tree(const RecordedTree& tree, const std::string& where);

}  // namespace probellm::probe
