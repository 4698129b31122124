#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/document.h"

namespace probellm::report {

/// A page of report/page/, behind the head that all share, filled in with the files there that it names, its
/// title, the same answer as text for readers without scripts, the document as JSON, and more values by name.
std::string page(std::string_view name, const core::Document& document, const std::string& title,
                 const std::string& text, std::vector<std::pair<std::string_view, std::string>> more = {});

}  // namespace probellm::report
