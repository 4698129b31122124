#pragma once

#include "app/options.h"
#include "core/document.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// Reads the policy, the machine and, as far as the rules need it, measures; a failure is in the document,
/// beside what was found where it was interrupted.
core::Document run_check(const Options& options, const profiles::Catalog& catalog);

/// What rules can be about, as text.
std::string facts_output();

/// A policy that this machine passes, written where the options say; the text to print.
core::Result<std::string> write_policy(const Options& options, const profiles::Catalog& catalog);

/// Writes the files that the options name and GitHub's step summary, and returns what of them is for standard
/// output; Failed where one can't be written.
core::Result<std::string> write_check(const Options& options, const core::Document& document);

/// What follows the answer: annotations and performance lines, as the options say.
std::string lines_after(const Options& options, const core::Document& document);

}  // namespace probellm::app
