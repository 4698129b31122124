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

/// The subcommands that compare what was saved, without the options that all have: of two runs, and of many
/// nodes.
CLI::App* add_diff(CLI::App& app, Options& options);
CLI::App* add_fleet(CLI::App& app, Options& options);

/// Those subcommands, by what they do.
struct OfSaved {
  Command command;
  CLI::App* (*add)(CLI::App& app, Options& options);
};
inline constexpr OfSaved kOfSaved[] = {{Command::Diff, add_diff},
                                       {Command::Fleet, add_fleet},
                                       {Command::Capture, add_capture},
                                       {Command::Doctor, add_doctor}};

}  // namespace probellm::app
