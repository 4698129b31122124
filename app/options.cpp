#include "app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>

#include "app/examples.h"
#include "app/exit_code.h"
#include "app/formats.h"
#include "app/options_check.h"
#include "app/options_saved.h"
#include "app/refusals.h"
#include "app/run_options.h"

namespace probellm::app {
namespace {

struct CommandName {
  Command command;
  std::string_view name;
};

constexpr CommandName kCommands[] = {
    {Command::Fit, "fit"},         {Command::Explain, "explain"},   {Command::Report, "report"},
    {Command::Diff, "diff"},       {Command::Fleet, "fleet"},       {Command::Plan, "plan"},
    {Command::Matrix, "matrix"},   {Command::Rehearse, "rehearse"}, {Command::Probe, "probe"},
    {Command::Bench, "bench"},     {Command::Models, "models"},     {Command::Quants, "quants"},
    {Command::Capture, "capture"}, {Command::Doctor, "doctor"},     {Command::Check, "check"},
};

std::string with_exit_codes(const char* examples) { return std::string(examples) + kExitCodes; }

std::string must_be_measured(const std::string& id) {
  return bench::is_measured(id) ? "" : id + ": nothing that is measured has that id or begins so";
}

/// "2GiB", "500MB" or bytes; absent where it is anything else, or more than a pebibyte.
std::optional<core::Bytes> read_size(std::string text) {
  constexpr bool kKiloIs1000 = true;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 50;
  std::uint64_t bytes = 0;
  try {
    static_cast<void>(CLI::AsSizeValue(kKiloIs1000)(text));
  } catch (const CLI::ValidationError&) {
    return std::nullopt;
  }
  if (!CLI::detail::lexical_cast(text, bytes) || bytes > kMost) return std::nullopt;
  return core::Bytes{static_cast<std::int64_t>(bytes)};
}

bench::DiskTestFile read_disk_test(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const std::string path = text.substr(0, colon);
  const auto size = colon == std::string::npos ? std::nullopt : read_size(text.substr(colon + 1));
  if (path.empty() || !size)
    throw CLI::ArgumentMismatch("--disk-test " + text + ": expected FILE:SIZE, as /mnt/models/test:2GiB");
  if (*size < bench::kLeastTestFile)
    throw CLI::ArgumentMismatch("--disk-test " + text + ": expected 128MiB or more");
  if (!CLI::NonexistentPath(path).empty())
    throw CLI::ArgumentMismatch("--disk-test " + text + ": that file exists; name one that doesn't");
  return {path, *size};
}

void add_common(CLI::App& app, Options& options, Command command) {
  const auto read_format = [&options](const std::string& name) {
    const auto format = format_named(name);
    if (!format)
      throw CLI::ArgumentMismatch("--output " + name + ": not known; known are " +
                                  format_names(Command::Bench));
    options.format = *format;
  };
  app.add_option_function<std::string>("-o,--output", read_format,
                                       "Format: " + format_names(command) + " [text]")
      ->type_name("FORMAT");
  app.add_flag("--json")->description("Print JSON (docs/json.md), also on failure: --output json");
  app.add_flag("--exit-zero", options.exit_zero, "End with 0 whatever the verdict");
  add_text(app, "--profiles", options.profiles_dir,
           "Folder whose profiles add to or replace the built-in ones", "DIR");
}

void add_weights(CLI::App& app, Options& options) {
  add_text(app, "--weights", options.weights_dir,
           "Folder that holds or would hold the weights [most free space]", "DIR");
}

void add_dmi_file(CLI::App& app, Options& options) {
  add_text(app, "--dmi-file", options.dmi_file,
           "Dumped SMBIOS table with the DIMMs, as `dmidecode --dump-bin` writes it [this machine's]");
}

/// How much is measured.
void add_depth(CLI::App& app, Options& options) {
  app.add_flag_callback(
      "--quick", [&options] { options.depth = bench::Depth::Quick; },
      "Measure what a decision needs, in at most 3 s");
  app.add_flag_callback(
      "--full", [&options] { options.depth = bench::Depth::Full; }, "Measure every curve, in minutes");
}

void add_state(CLI::App& app, Options& options) {
  add_text(app, "--state", options.state_dir, "Folder of kept rehearsals [~/.local/state/probe-llm]", "DIR");
}

/// Which machine is asked about.
void add_machine(CLI::App& app, Options& options) {
  add_text(app, "--machine", options.machine,
           "A machine in a line (docs/machine-spec.md), saved, or named in the profiles [this machine]",
           "LINE|FILE|NAME");
  add_text(app, "--measurements", options.measurements, "Saved measurements [measured now]");
}

void add_fit(CLI::App& app, Options& options, Command command) {
  add_common(app, options, command);
  add_weights(app, options);
  add_dmi_file(app, options);
  add_depth(app, options);
  add_machine(app, options);
  add_root(app, options);
  app.add_flag("--force", options.force, "Use a measurement of grade F all the same, and say so");
  add_model(app, options);
  add_recipes(app, options);
  app.add_option("--kv-type", options.kv_type, "Type of the KV cache: f16, bf16, f32, q8_0 or q4_0")
      ->capture_default_str()
      ->type_name("TYPE");
  add_text(app, "--gguf", options.gguf,
           "Model file, the first of several, or their folder: its headers instead of a model and recipe");
  add_placing(app, options);
  add_load(app, options);
  add_state(app, options);
  app.footer(with_exit_codes(command == Command::Fit ? kFitExamples : kExplainExamples));
}

void add_prices(CLI::App& app, Options& options) {
  add_text(app, "--prices", options.prices,
           "What parts cost, in TOML (docs/machine-spec.md) [no money is shown]");
}

void add_report(CLI::App& app, Options& options) {
  CLI::App* report = app.add_subcommand(
      "report", "Measure, predict for every recipe and context, and hand it over as a page");
  add_fit(*report, options, Command::Report);
  add_text(*report, "--html", options.html_file,
           "Write it as one page that needs nothing else; - is standard output");
  add_text(*report, "--markdown", options.markdown_file, "Write it as Markdown");
  add_text(*report, "--text", options.text_file,
           "Write it as plain text, which is printed where no file is named");
  add_prices(*report, options);
  report->footer(with_exit_codes(kReportExamples));
}

void add_rehearse(CLI::App& app, Options& options) {
  CLI::App* rehearse = app.add_subcommand(
      "rehearse", "Let a real engine decode with cuts of the model, before anyone downloads it");
  add_common(*rehearse, options, Command::Rehearse);
  add_depth(*rehearse, options);
  add_model(*rehearse, options);
  rehearse->add_option("--quant", options.quants, "Recipe, see `probe-llm quants` [q4_k_m]")
      ->expected(1)
      ->type_name("NAME");
  add_text(*rehearse, "--llama-bench", options.llama_bench, "The engine's program [llama-bench in PATH]",
           "PATH");
  rehearse->add_option("--folder", options.folder, "Folder for a file of random weights, gone at the end [.]")
      ->default_val(".")
      ->check(CLI::ExistingDirectory.description(""))
      ->type_name("DIR");
  rehearse
      ->add_option_function<std::string>(
          "--most",
          [&options](const std::string& text) {
            const auto size = read_size(text);
            if (!size) throw CLI::ArgumentMismatch("--most " + text + ": expected a size such as 8GiB");
            options.most = *size;
          },
          "Most that the file may take [16GiB]")
      ->type_name("SIZE");
  rehearse->add_option("--threads", options.threads, "Threads to measure and to decode with [the fastest]")
      ->check(CLI::Range(1, 1 << 20).description(""))
      ->type_name("N");
  rehearse->add_option("--depth", options.rehearsed_depth, "Tokens that each decoded token looks back at")
      ->capture_default_str()
      ->check(CLI::Range(0, 1 << 17).description(""))
      ->type_name("N");
  add_state(*rehearse, options);
  rehearse->add_flag("--forget", options.forget, "Remove what earlier rehearsals left, and do no more");
  rehearse->footer(with_exit_codes(kRehearseExamples));
}

void add_plan(CLI::App& app, Options& options) {
  CLI::App* plan = app.add_subcommand(
      "plan", "Size a machine before it is bought: modules, channels, GPUs, and what each adds");
  add_common(*plan, options, Command::Plan);
  add_text(*plan, "--machine", options.machine,
           "A machine in a line, saved, or named in the profiles [this machine]", "LINE|FILE|NAME");
  plan->add_option("--target", options.target, "Tokens a second that are wanted")
      ->check(CLI::Range(0.01, 1e6).description(""))
      ->type_name("N");
  add_prices(*plan, options);
  add_text(*plan, "--kit", options.kit, "A kit of memory modules, see profiles/kits.toml", "NAME");
  add_text(*plan, "--platform", options.platform,
           "The board or server that it goes into, see profiles/platforms.toml", "NAME");
  add_model(*plan, options);
  plan->add_option("--quant", options.quants, "Recipe, see `probe-llm quants` [q4_k_m]")
      ->expected(1)
      ->type_name("NAME");
  plan->add_option("--context", options.context, "Tokens of context, as 8192, 8k or 256k")
      ->capture_default_str()
      ->type_name("N");
  add_placing(*plan, options);
  plan->footer(with_exit_codes(kPlanExamples));
}

void add_matrix(CLI::App& app, Options& options) {
  CLI::App* matrix = app.add_subcommand(
      "matrix", "What kinds of memory do with each recipe, beside what a web calculator claims");
  add_common(*matrix, options, Command::Matrix);
  add_model(*matrix, options);
  add_recipes(*matrix, options);
  matrix->footer(with_exit_codes(kMatrixExamples));
}

void add_probe(CLI::App& app, Options& options) {
  CLI::App* probe =
      app.add_subcommand("probe", "Show what the machine has: RAM, DIMMs, channels, NUMA, GPUs, disk");
  add_common(*probe, options, Command::Probe);
  add_weights(*probe, options);
  add_dmi_file(*probe, options);
  add_root(*probe, options);
  probe->footer(with_exit_codes(kProbeExamples));
}

void add_bench(CLI::App& app, Options& options) {
  CLI::App* bench =
      app.add_subcommand("bench", "Measure bandwidth, latency, threads, arithmetic, decoding and disk");
  add_common(*bench, options, Command::Bench);
  add_weights(*bench, options);
  add_depth(*bench, options);
  add_model(*bench, options);
  bench->add_option("--threads", options.threads, "CPUs to measure with, the first of those allowed [all]")
      ->check(CLI::Range(1, 1 << 20).description(""))
      ->type_name("N");
  bench
      ->add_option("--only", options.only,
                   "Ids of what to measure, with commas between, as -o csv has them; `decode.` for all that "
                   "begin so [all of the depth]")
      ->delimiter(',')
      ->check(must_be_measured)
      ->type_name("ID");
  bench
      ->add_option_function<std::string>(
          "--disk-test", [&options](const std::string& text) { options.disk_test = read_disk_test(text); },
          "Write a file of that size, as /mnt/x:2GiB, read it back and remove it, instead of reading files "
          "that are there")
      ->type_name("FILE:SIZE");
  bench->add_flag_callback(
      "--gpu", [&options] { options.gpus = bench::Gpus::Only; }, "Measure GPUs alone");
  bench->add_flag_callback(
      "--no-gpu", [&options] { options.gpus = bench::Gpus::Left; }, "Leave GPUs alone");
  bench
      ->add_option("--device", options.device,
                   "Measure this device of the drivers', whatever its kind, counted from 0 [all GPUs]")
      ->check(CLI::Range(0, 1023).description(""))
      ->type_name("N");
  bench->add_option("--share", options.share, "Most of the usable memory to measure in, 1 to 90 [25]")
      ->check(CLI::Range(1, 90).description(""))
      ->type_name("PERCENT");
  bench->footer(with_exit_codes(kBenchExamples));
}

void add_lists(CLI::App& app, Options& options) {
  CLI::App* models =
      app.add_subcommand("models", "List the models that the profiles know, with published file sizes");
  add_common(*models, options, Command::Models);
  models->footer(with_exit_codes(kListExamples));
  CLI::App* quants =
      app.add_subcommand("quants", "List the recipes, with the bytes that each takes of a model");
  add_common(*quants, options, Command::Quants);
  add_model(*quants, options);
  quants->footer(with_exit_codes(kListExamples));
}

Command chosen(const CLI::App& app) {
  for (const auto& [command, name] : kCommands)
    if (command != Command::Fit && app.got_subcommand(std::string(name))) return command;
  return Command::Fit;
}

/// The command that was meant, as far as the words tell.
Command meant(int argc, const char* const* argv) {
  for (const auto& [command, name] : kCommands)
    if (std::any_of(argv, argv + argc, [&name = name](const char* word) { return name == word; }))
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
  const std::vector<std::string_view> words(argv, argv + argc);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool has_option = i > 0 && (words[i - 1] == "-o" || words[i - 1] == "--output");
    if (words[i] == "--json" || words[i] == "-ojson" || words[i] == "--output=json") return true;
    if (has_option && words[i] == "json") return true;
  }
  return false;
}

}  // namespace

std::string name_of(Command command) {
  for (const auto& [each, name] : kCommands)
    if (each == command) return std::string(name);
  return "";
}

ParsedOptions parse_options(int argc, const char* const* argv, const std::string& version) {
  ParsedOptions parsed;
  Options& options = parsed.options;
  CLI::App app("Will Kimi K2.6 run on this machine, and how fast? Without a subcommand: fit.", "probe-llm");
  app.set_version_flag("--version", "probe-llm " + version);
  app.require_subcommand(0, 1);
  add_fit(app, options, Command::Fit);
  add_fit(*app.add_subcommand(
              "fit", "Measure, and predict for each quantisation whether it fits and how fast it is"),
          options, Command::Fit);
  add_fit(*app.add_subcommand("explain", "Print the prediction as an equation, each number with its basis"),
          options, Command::Explain);
  add_report(app, options);
  for (const auto& [command, add] : kOfSaved) add_common(*add(app, options), options, command);
  add_plan(app, options);
  add_matrix(app, options);
  add_rehearse(app, options);
  add_probe(app, options);
  add_bench(app, options);
  add_lists(app, options);
  CLI::App* check = add_check(app, options);
  add_common(*check, options, Command::Check);
  add_weights(*check, options);
  add_dmi_file(*check, options);
  add_machine(*check, options);
  try {
    app.parse(argc, argv);
    refuse_options_of_others(app);
    refuse_contradictions(app, options);
    if (is_written(app, "--json")) options.format = Format::Json;
    options.command = chosen(app);
    refuse_formats_of_others(options);
    if (options.command == Command::Check) refuse_contradictions_of_check(*check, options);
    parsed.should_run = true;
  } catch (const CLI::CallForHelp&) {
    parsed.text = app.help();
  } catch (const CLI::CallForVersion&) {
    parsed.text = app.version() + "\n";
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = kExitUsage;
    parsed.text = sentence(error);
    options.format = asks_for_json(argc, argv) ? Format::Json : Format::Text;
    options.command = meant(argc, argv);
    options.check.nagios = std::find(argv, argv + argc, std::string_view("--nagios")) != argv + argc;
  }
  return parsed;
}

}  // namespace probellm::app
