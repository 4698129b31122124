#pragma once

#include <cstdint>
#include <vector>

#include "core/document.h"

namespace probellm::report {

/// Whether a document has measurements that were taken, not only a specification's.
bool is_measured(const core::Document& document);

/// The answers for the context of the best one, and it: what `fit` says for it.
core::FitReport at_asked_context(const core::FitReport& report);

/// The contexts of the answers, ascending.
std::vector<std::int64_t> contexts_of(const core::FitReport& report);

/// The answer for a recipe at a context; null where there is none.
const core::Fit* fit_at(const core::FitReport& report, const std::string& quant, std::int64_t context);

}  // namespace probellm::report
