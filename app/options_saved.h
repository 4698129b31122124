#pragma once

#include <CLI/CLI.hpp>

#include "app/options.h"

namespace probellm::app {

/// The option that reads a machine from a folder.
void add_root(CLI::App& app, Options& options);

/// The subcommand that records a machine, without the options that all have.
CLI::App* add_capture(CLI::App& app, Options& options);

/// The subcommand that says what can't be read, without the options that all have.
CLI::App* add_doctor(CLI::App& app, Options& options);

/// Adds `diff`.
CLI::App* add_diff(CLI::App& app, Options& options);

}  // namespace probellm::app
