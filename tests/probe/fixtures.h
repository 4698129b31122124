#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/machine.h"

namespace probellm::probe {

/// The folder of a machine in tests/fixtures.
inline std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(PROBELLM_SOURCE_DIR) / "tests" / "fixtures" / name;
}

/// The names of all machines in tests/fixtures, sorted.
std::vector<std::string> fixture_names();

/// A file's text; empty where it can't be read.
std::string text_of(const std::filesystem::path& path);

/// The machine as a document's JSON.
std::string json_of(const core::Machine& machine);

}  // namespace probellm::probe
