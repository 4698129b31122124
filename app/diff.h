#pragma once

#include "app/options.h"
#include "core/document.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Compares two saved documents: machine, measurements, and what both do with the recipes that are asked for.
core::Document run_diff(const Options& options, const profiles::Catalog& catalog);

}  // namespace probellm::app
