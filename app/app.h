#pragma once

namespace probellm::app {

/// Runs the command line and returns the exit code; everything is printed by then.
int run(int argc, const char* const* argv);

}  // namespace probellm::app
