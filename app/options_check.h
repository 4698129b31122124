#pragma once

#include <CLI/CLI.hpp>

#include "app/options.h"

namespace probellm::app {

/// The subcommand `check` with its own options; those that it shares with others are the caller's.
CLI::App* add_check(CLI::App& app, Options& options);

/// Throws CLI::ArgumentMismatch for options of `check` that contradict each other.
void refuse_contradictions_of_check(const CLI::App& check, const Options& options);

}  // namespace probellm::app
