#include "app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstring>

#include "app/exit_code.h"

namespace probellm::app {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 fits; 1 tight, or only by streaming from disk; 2 usage or bad input; 3 does not fit;\n"
    "4 unknown, as where the memory can't be read; 5 a measurement that can't be trusted; 70 internal "
    "error;\n"
    "130 interrupted. --exit-zero turns 1, 3, 4 and 5 into 0.";

constexpr const char* kFitExamples =
    "Examples:\n"
    "  probe-llm                                  measure this machine and say what runs here\n"
    "  probe-llm --quant q4_k_m --context 128k    one recipe, a long context\n"
    "  probe-llm fit --machine server.json        a machine saved by `probe-llm probe --json`\n"
    "  probe-llm fit --machine server-768gb-ddr5-12ch    a machine of the profiles\n"
    "  probe-llm fit --measurements run.json      without measuring again\n\n";

constexpr const char* kProbeExamples =
    "Examples:\n"
    "  probe-llm probe                      what this machine has, and why some of it can't be read\n"
    "  sudo probe-llm probe                 the DIMMs too\n"
    "  probe-llm probe --json > server.json for `probe-llm fit --machine server.json`\n\n";

constexpr const char* kBenchExamples =
    "Examples:\n"
    "  probe-llm bench                      memory, barrier, arithmetic and disk in about ten seconds\n"
    "  probe-llm bench --json > run.json    for `probe-llm fit --measurements run.json`\n"
    "  taskset -c 0-7 probe-llm bench       on these CPUs only\n\n";

constexpr const char* kListExamples =
    "Examples:\n"
    "  probe-llm models                     models, their sizes and their published files\n"
    "  probe-llm quants --model deepseek-v3 recipes, and what each takes of that model\n\n";

std::string with_exit_codes(const char* examples) { return std::string(examples) + kExitCodes; }

/// An unset variable in a script must not ask for something else.
std::string must_not_be_empty(const std::string& value) {
  return value.empty() ? "expected a name, found nothing" : "";
}

void add_common(CLI::App& app, Options& options) {
  app.add_flag("--json", options.json, "Print JSON (docs/json.md), also on failure");
  app.add_flag("--exit-zero", options.exit_zero, "End with 0 whatever the verdict");
  app.add_option("--profiles", options.profiles_dir,
                 "Folder whose profiles add to or replace the built-in ones")
      ->check(must_not_be_empty)
      ->type_name("DIR");
}

void add_weights(CLI::App& app, Options& options) {
  app.add_option("--weights", options.weights_dir,
                 "Folder that holds or would hold the weights [most free space]")
      ->check(must_not_be_empty)
      ->type_name("DIR");
}

void add_model(CLI::App& app, Options& options) {
  app.add_option("--model", options.model, "Model, see `probe-llm models`")
      ->capture_default_str()
      ->type_name("NAME");
}

void add_fit(CLI::App& app, Options& options) {
  add_common(app, options);
  add_weights(app, options);
  app.add_option("--machine", options.machine,
                 "Saved machine, or the name of one of the profiles [this machine]")
      ->check(must_not_be_empty)
      ->type_name("FILE|NAME");
  app.add_option("--measurements", options.measurements, "Saved measurements [measured now]")
      ->check(must_not_be_empty)
      ->type_name("FILE");
  add_model(app, options);
  app.add_option("--quant", options.quants,
                 "Recipes, with commas between, see `probe-llm quants` [those that matter]")
      ->delimiter(',')
      ->type_name("NAME");
  app.add_option("--context", options.context, "Tokens of context, as 8192, 8k or 256k")
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--kv-type", options.kv_type, "Type of the KV cache: f16, bf16, f32, q8_0 or q4_0")
      ->capture_default_str()
      ->type_name("TYPE");
  app.footer(with_exit_codes(kFitExamples));
}

void add_lists(CLI::App& app, Options& options) {
  CLI::App* models =
      app.add_subcommand("models", "List the models that the profiles know, with published file sizes");
  add_common(*models, options);
  models->footer(with_exit_codes(kListExamples));
  CLI::App* quants =
      app.add_subcommand("quants", "List the recipes, with the bytes that each takes of a model");
  add_common(*quants, options);
  add_model(*quants, options);
  quants->footer(with_exit_codes(kListExamples));
}

Command chosen(const CLI::App& app) {
  if (app.got_subcommand("probe")) return Command::Probe;
  if (app.got_subcommand("bench")) return Command::Bench;
  if (app.got_subcommand("models")) return Command::Models;
  if (app.got_subcommand("quants")) return Command::Quants;
  return Command::Fit;
}

/// An option before a subcommand that has no such option would be ignored in silence.
void refuse_options_of_others(const CLI::App& app) {
  for (const CLI::App* chosen : app.get_subcommands())
    for (const CLI::Option* option : app.get_options())
      if (option->count() > 0 && chosen->get_option_no_throw(option->get_name()) == nullptr)
        throw CLI::ArgumentMismatch(option->get_name() + " isn't an option of " + chosen->get_name());
}

/// The command that was meant, as far as the words tell.
Command meant(int argc, const char* const* argv) {
  for (Command command : {Command::Probe, Command::Bench, Command::Models, Command::Quants})
    if (std::any_of(argv, argv + argc, [&](const char* word) { return name_of(command) == word; }))
      return command;
  return Command::Fit;
}

/// One line, whatever CLI11 says.
std::string sentence(const CLI::ParseError& error) {
  std::string text = error.what();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text + "; see probe-llm --help";
}

bool asks_for_json(int argc, const char* const* argv) {
  return std::any_of(argv, argv + argc, [](const char* word) { return std::strcmp(word, "--json") == 0; });
}

}  // namespace

std::string name_of(Command command) {
  switch (command) {
    case Command::Fit:
      return "fit";
    case Command::Probe:
      return "probe";
    case Command::Bench:
      return "bench";
    case Command::Models:
      return "models";
    case Command::Quants:
      return "quants";
  }
  return "";
}

ParsedOptions parse_options(int argc, const char* const* argv, const std::string& version) {
  ParsedOptions parsed;
  Options& options = parsed.options;
  CLI::App app("Will Kimi K2.6 run on this machine, and how fast? Without a subcommand: fit.", "probe-llm");
  app.set_version_flag("--version", "probe-llm " + version);
  app.require_subcommand(0, 1);
  add_fit(app, options);
  add_fit(*app.add_subcommand(
              "fit", "Measure, and predict for each quantisation whether it fits and how fast it is"),
          options);
  CLI::App* probe =
      app.add_subcommand("probe", "Show what the machine has: RAM, DIMMs, channels, NUMA, GPUs, disk");
  add_common(*probe, options);
  add_weights(*probe, options);
  probe->footer(with_exit_codes(kProbeExamples));
  CLI::App* bench = app.add_subcommand("bench", "Measure bandwidth, barrier, arithmetic and disk");
  add_common(*bench, options);
  add_weights(*bench, options);
  bench->footer(with_exit_codes(kBenchExamples));
  add_lists(app, options);
  try {
    app.parse(argc, argv);
    refuse_options_of_others(app);
    options.command = chosen(app);
    parsed.should_run = true;
  } catch (const CLI::CallForHelp&) {
    parsed.text = app.help();
  } catch (const CLI::CallForVersion&) {
    parsed.text = app.version() + "\n";
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = kExitUsage;
    parsed.text = sentence(error);
    options.json = asks_for_json(argc, argv);
    options.command = meant(argc, argv);
  }
  return parsed;
}

}  // namespace probellm::app
