#pragma once

#include <string>
#include <vector>

#include "core/result.h"

namespace probellm::gguf {

/// The paths of a model's files in their order: of the shards where `path` is one of
/// NAME-00001-of-00013.gguf, of the one model in it where `path` is a folder, else `path` itself. NotFound
/// names what is missing; Malformed where a folder holds several models.
core::Result<std::vector<std::string>> find_model_files(const std::string& path);

/// How many shards a file's name says there are; 0 where it names none.
int shards_in_name(const std::string& path);

}  // namespace probellm::gguf
