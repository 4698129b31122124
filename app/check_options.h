#pragma once

#include <string>

#include "core/check.h"

namespace probellm::app {

/// What `check` asks for beside the machine.
struct CheckOptions {
  /// A file, or a policy of the profiles.
  std::string policy = "llm-server";
  /// A saved document to hold shares of `baseline` against.
  std::string baseline;
  core::CheckDepth depth = core::CheckDepth::Standard;
  double soak_seconds = 0;
  /// Files that the answer goes to beside standard output; empty for none.
  std::string junit_file;
  std::string sarif_file;
  std::string prometheus_file;
  std::string nfd_file;
  bool github = false;
  bool nagios = false;
  bool perf_lines = false;
  /// Where a policy of this machine goes instead of a check: a file, or "-" for standard output.
  std::string init_file;
  /// Whether to list what rules can be about instead.
  bool lists_facts = false;
};

}  // namespace probellm::app
