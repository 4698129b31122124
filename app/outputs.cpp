#include "app/outputs.h"

#include "app/write_file.h"

namespace probellm::app {
namespace {

bool is_file(const Output& output) { return !output.file.empty() && output.file != "-"; }

}  // namespace

std::optional<core::Error> refusal_of(std::span<const Output> outputs) {
  for (const Output& output : outputs)
    if (is_file(output))
      if (auto error = refusal_of_file(output.file)) return error;
  return std::nullopt;
}

core::Result<std::string> write_outputs(std::span<const Output> outputs, const core::Document& document) {
  std::string printed;
  for (const Output& output : outputs) {
    if (output.file.empty()) continue;
    const std::string text = output.write(document);
    if (!is_file(output))
      printed += text;
    else if (const auto error = write_file(output.file, text))
      return *error;
  }
  return printed;
}

std::string places_of(std::span<const Output> outputs, const std::string& what) {
  std::string text;
  for (const Output& output : outputs)
    if (is_file(output)) text += what + " is in " + output.file + ".\n";
  return text;
}

}  // namespace probellm::app
