#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "probe/sys_root.h"

namespace probellm::probe {

/// What stands in a place of a recorded tree: a folder where it is neither a link nor a file.
struct TreeEntry {
  enum class Kind { Folder, File, Link } kind = Kind::Folder;
  /// The file's text, or the link's target.
  std::string text{};
};

/// By path relative to the tree's top.
using RecordedTree = std::map<std::filesystem::path, TreeEntry>;

/// A recording as the tree root/, and the other files beside it by their names. Paths and links that would
/// lead outside are left out.
RecordedTree tree_of(const Recording& recording, const std::map<std::string, std::string>& others);

/// How many files a tree has.
int files_in(const RecordedTree& tree);

}  // namespace probellm::probe
