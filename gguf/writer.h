#pragma once

#include <atomic>
#include <string>

#include "core/result.h"
#include "core/units.h"
#include "gguf/file.h"

namespace probellm::gguf {

/// Writes a new GGUF file with pseudo-random weights, the same ones each time, and gives its bytes. Failed
/// where something is at `path` already, which stays as it is; any other error (a full disk, `stop` turned
/// true) takes what was written away again.
core::Result<core::Bytes> write_new(const std::string& path, const File& file, const std::atomic<bool>& stop);

/// The same into a descriptor that is open for writing, which stays open.
core::Result<core::Bytes> write_into(int descriptor, const File& file, const std::atomic<bool>& stop);

}  // namespace probellm::gguf
