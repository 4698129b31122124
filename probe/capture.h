#pragma once

#include <string>

#include "core/machine.h"
#include "core/result.h"
#include "probe/identifiers.h"
#include "probe/sources.h"

namespace probellm::probe {

/// The machine as it was read for a capture, and how many files that wrote.
struct Captured {
  core::Machine machine{};
  int files = 0;
};

/// Reads the machine and writes what was read of it into a folder, which must be new or empty, so that
/// captured_sources() reads the same machine there: root/, process.txt, topology.xml, nvml.txt and
/// unreadable.txt. Malformed where the folder has something in it, Failed where it can't be written.
core::Result<Captured> capture(Sources sources, const std::string& folder, Identifiers identifiers);

}  // namespace probellm::probe
