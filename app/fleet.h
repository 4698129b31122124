#pragma once

#include "app/options.h"
#include "core/document.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Reads documents of nodes, one a line or printed over several, from files or standard input, and compares
/// them; what can't be read is told with its line, and the rest is kept.
core::Document run_fleet(const Options& options, const profiles::Catalog& catalog);

}  // namespace probellm::app
