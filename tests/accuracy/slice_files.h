#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/model.h"
#include "gguf/slice.h"

namespace probellm::tests {

/// A slice of a model on disk: what a token reads of it, and the bytes of all its weights.
struct SliceFile {
  std::filesystem::path path;
  gguf::TokenReads reads;
  core::Bytes stored;
};

/// Writes a slice into the folder, or says on standard error why that can't be: twice its bytes and 1 GiB
/// must be free in memory, its bytes and 1 GiB in the folder.
std::optional<SliceFile> write_slice(const std::filesystem::path& folder, const std::string& name,
                                     const core::Model& model, const gguf::Slice& slice);

/// Tells a reason on standard error.
std::nullopt_t refuse(const std::string& reason);

}  // namespace probellm::tests
