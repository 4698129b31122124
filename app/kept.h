#pragma once

#include <optional>
#include <string>

#include "app/options.h"
#include "core/document.h"
#include "core/machine.h"
#include "core/result.h"

namespace probellm::app {

/// The folder of what is kept between runs: the option's, else probe-llm in XDG_STATE_HOME or ~/.local/state;
/// empty where none of them is known.
std::string kept_folder(const Options& options);

/// Writes a rehearsal there, in place of the one of the same model, recipe and engine; gives the file's name.
core::Result<std::string> keep(const Options& options, const core::Document& document);

/// The newest kept rehearsal with that engine on such a processor; absent where there is none. A file that
/// can't be read is passed over.
std::optional<core::Rehearsal> kept_rehearsal(const Options& options, const core::Machine& machine,
                                              const std::string& engine);

/// Removes all kept rehearsals; how many there were.
core::Result<int> forget(const Options& options);

}  // namespace probellm::app
