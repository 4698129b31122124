#pragma once

#include "app/options.h"
#include "core/document.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Plans the machine that the options describe, or the one this runs on; nothing is measured.
core::Document run_plan(const Options& options, const profiles::Catalog& catalog);

}  // namespace probellm::app
