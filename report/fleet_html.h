#pragma once

#include <string>

#include "core/document.h"

namespace probellm::report {

/// A fleet as one page that needs nothing else: what stands out, how reads are spread in each group, and a
/// list of all nodes that sorts; empty for a document without one.
std::string fleet_html(const core::Document& document);

}  // namespace probellm::report
