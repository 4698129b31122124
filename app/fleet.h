#pragma once

#include <string>

#include "app/options.h"
#include "core/document.h"
#include "core/result.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Reads documents of nodes, one a line or printed over several, from files or standard input, and compares
/// them; what can't be read is told with its line, and the rest is kept.
core::Document run_fleet(const Options& options, const profiles::Catalog& catalog);

/// Writes the page that the options name, and returns it where it is for standard output; Failed where it
/// can't be written.
core::Result<std::string> write_fleet(const Options& options, const core::Document& document);

}  // namespace probellm::app
