#include "app/refusals.h"

#include <algorithm>
#include <string>

#include "app/formats.h"

namespace probellm::app {

void refuse_options_of_others(const CLI::App& app) {
  for (const CLI::App* chosen : app.get_subcommands())
    for (const CLI::Option* option : app.get_options())
      if (option->count() > 0 && chosen->get_option_no_throw(option->get_name()) == nullptr)
        throw CLI::ArgumentMismatch(option->get_name() + " isn't an option of " + chosen->get_name());
}

bool is_written(const CLI::App& app, const std::string& name) {
  const CLI::Option* option = app.get_option_no_throw(name);
  const auto subcommands = app.get_subcommands();
  return (option != nullptr && option->count() > 0) ||
         std::any_of(subcommands.begin(), subcommands.end(),
                     [&](const CLI::App* subcommand) { return is_written(*subcommand, name); });
}

void refuse_contradictions(const CLI::App& app, const Options& options) {
  if (is_written(app, "--quick") && is_written(app, "--full"))
    throw CLI::ArgumentMismatch("--quick and --full exclude each other");
  if (is_written(app, "--json") && is_written(app, "--output") && options.format != Format::Json)
    throw CLI::ArgumentMismatch("--json and --output ask for different formats");
  if (is_written(app, "--machine") && is_written(app, "--root"))
    throw CLI::ArgumentMismatch("--machine and --root name different machines");
  for (const char* name : {"--model", "--quant"})
    if (is_written(app, "--gguf") && is_written(app, name))
      throw CLI::ArgumentMismatch(std::string(name) + " has no effect with --gguf, whose file says it");
  if (is_written(app, "--acceptance") && options.drafted == 0)
    throw CLI::ArgumentMismatch("--acceptance has no effect without --draft");
  if (is_written(app, "--dmi-file") && is_written(app, "--machine"))
    throw CLI::ArgumentMismatch("--dmi-file has no effect with --machine, whose file says it");
  if (app.got_subcommand("check")) return;  // There --quick also says what isn't to be checked.
  for (const char* depth : {"--quick", "--full"})
    for (const char* saved : {"--machine", "--measurements", "--root"})
      if (is_written(app, depth) && is_written(app, saved))
        throw CLI::ArgumentMismatch(std::string(depth) + " has no effect with " + saved +
                                    ", as nothing is measured then");
}

void refuse_formats_of_others(const Options& options) {
  if (has_format(options.command, options.format)) return;
  for (const FormatRow& row : kFormats)
    if (row.format == options.format)
      throw CLI::ArgumentMismatch("--output " + std::string(row.name) + " isn't a format of " +
                                  name_of(options.command) + ", which has " + format_names(options.command));
}

}  // namespace probellm::app
