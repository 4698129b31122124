#pragma once

#include <optional>
#include <vector>

#include "app/options.h"
#include "core/document.h"
#include "estimator/question.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Measures what a policy's rules need into the document; a row of grade F again as long as
/// there is time.
std::optional<core::Error> measure_for(const core::Policy& policy, const Options& options,
                                       const std::vector<estimator::Question>& questions,
                                       const profiles::Catalog& catalog, core::Document& document);

/// Reads memory until the time is over or somebody interrupts, and tells what happened meanwhile.
core::Result<core::Soak> soak(const Options& options, const profiles::Catalog& catalog,
                              const core::Machine& machine);

}  // namespace probellm::app
