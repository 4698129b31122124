#pragma once

#include "app/options.h"
#include "core/document.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Lets a real engine decode with cuts of the model, holds the estimate against it and keeps what it was off
/// by; a failure is in the document.
core::Document run_rehearse(const Options& options, const profiles::Catalog& catalog);

}  // namespace probellm::app
