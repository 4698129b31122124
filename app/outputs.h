#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/document.h"
#include "core/result.h"

namespace probellm::app {

/// A file that may be asked for, "-" for standard output and empty where it isn't, and how a document is
/// written in it.
struct Output {
  const std::string& file;
  std::string (*write)(const core::Document& document);
};

/// Why one of the files can't be written, as far as its folder tells.
std::optional<core::Error> refusal_of(std::span<const Output> outputs);

/// Writes the files that were asked for and returns what is for standard output; Failed with the file that
/// can't be written.
core::Result<std::string> write_outputs(std::span<const Output> outputs, const core::Document& document);

/// "The report is in fit.html." for each file.
std::string places_of(std::span<const Output> outputs, const std::string& what);

}  // namespace probellm::app
