#pragma once

#include "app/options.h"
#include "core/document.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Plans the machine that the options describe, or the one this runs on; nothing is measured.
core::Document run_plan(const Options& options, const profiles::Catalog& catalog);

/// What the classes of memory in the profiles do with each recipe that is asked for.
core::Document run_matrix(const Options& options, const profiles::Catalog& catalog);

}  // namespace probellm::app
