#pragma once

#include <string>

#include "app/options.h"
#include "core/document.h"
#include "core/result.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// As run_fit, then for every usual context, and what changes of the machine would bring where its parts are
/// known. Refuses files that can't be written before anything is measured.
core::Document run_report(const Options& options, const profiles::Catalog& catalog);

/// Writes the files that the options name and returns what is for standard output; Failed with the file that
/// can't be written.
core::Result<std::string> write_report(const Options& options, const core::Document& document);

}  // namespace probellm::app
