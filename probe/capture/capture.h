#pragma once

#include <string>

#include "core/machine.h"
#include "core/result.h"
#include "probe/capture/identifiers.h"
#include "probe/sources.h"

namespace probellm::probe {

/// The machine as the capture tells it, and how many files that wrote.
struct Captured {
  core::Machine machine{};
  int files = 0;
};

/// Reads the machine and writes what was read of it into a folder, which must be new or empty, so that
/// captured_sources() reads the same machine there: root/, process.txt, topology.xml, nvml.txt and
/// unreadable.txt; or packs that folder into a new archive, where is_archive_name(where). Malformed where
/// something is in the way, Failed where it can't be written.
core::Result<Captured> capture(Sources sources, const std::string& where, Identifiers identifiers);

}  // namespace probellm::probe
