#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/options.h"

namespace probellm::app {

/// Whether an option is on the command line, before a subcommand or behind it.
bool is_written(const CLI::App& app, const std::string& name);

/// Throws CLI::ArgumentMismatch for an option before a subcommand that has no such option, which would be
/// ignored in silence.
void refuse_options_of_others(const CLI::App& app);

/// Throws CLI::ArgumentMismatch for options that contradict each other, of which neither could be believed.
void refuse_contradictions(const CLI::App& app, const Options& options);

/// Throws CLI::ArgumentMismatch for a format that the command doesn't have.
void refuse_formats_of_others(const Options& options);

}  // namespace probellm::app
