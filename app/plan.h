#pragma once

#include "app/options.h"
#include "core/document.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// The plan of the machine that the options describe, or of the one this runs on; Malformed with the place,
/// or NotFound where its CPU or its memory isn't known.
core::Result<core::Plan> planned(const Options& options, const profiles::Catalog& catalog);

/// Plans the machine that the options describe, or the one this runs on; nothing is measured.
core::Document run_plan(const Options& options, const profiles::Catalog& catalog);

/// What the classes of memory in the profiles do with each recipe that is asked for.
core::Document run_matrix(const Options& options, const profiles::Catalog& catalog);

}  // namespace probellm::app
