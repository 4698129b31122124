#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "app/options.h"

namespace probellm::app {

/// Adds an option of one text that must not be empty: an unset variable in a script must not ask for
/// something else.
CLI::Option* add_text(CLI::App& app, const char* name, std::string& text, const char* what,
                      const char* type = "FILE");

/// Adds the option that names the model.
void add_model(CLI::App& app, Options& options);

/// Adds the options that name recipes and the context.
void add_recipes(CLI::App& app, Options& options);

/// Adds the options that say how it is to run: engine, placement, sockets, GPUs.
void add_placing(CLI::App& app, Options& options);

/// Adds the options that say what runs: sequences, guessed tokens, prompt, micro-batch.
void add_load(CLI::App& app, Options& options);

}  // namespace probellm::app
