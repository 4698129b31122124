#include "app/options_check.h"

#include <map>
#include <string>

#include "app/examples.h"
#include "app/options_saved.h"
#include "app/run_options.h"

namespace probellm::app {
namespace {

void add_depths(CLI::App& check, CheckOptions& options) {
  check.add_flag_callback(
      "--quick", [&options] { options.depth = core::CheckDepth::Quick; },
      "Read only: at most 3 s, rules on what is measured aren't checked");
  check.add_flag_callback(
      "--standard", [&options] { options.depth = core::CheckDepth::Standard; },
      "Measure what the rules need, in at most 30 s; the default");
  check
      .add_option_function<double>(
          "--soak",
          [&options](const double& seconds) {
            options.depth = core::CheckDepth::Soak;
            options.soak_seconds = seconds;
          },
          "Read memory for so long, as 90s, 30m or 1h, and watch drift, throttling and memory errors")
      ->transform(CLI::AsNumberWithUnit(
          std::map<std::string, double>{
              {"s", 1.0}, {"m", 60.0}, {"min", 60.0}, {"h", 3600.0}, {"d", 86400.0}},
          CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"))
      ->check(CLI::Range(1.0, 30 * 86400.0).description(""));
}

void add_outputs(CLI::App& check, CheckOptions& options) {
  add_text(check, "--junit", options.junit_file,
           "Write JUnit XML, as Jenkins and ReFrame read it; - here and below is standard output");
  add_text(check, "--sarif", options.sarif_file, "Write SARIF 2.1.0");
  add_text(check, "--prometheus", options.prometheus_file,
           "Write metrics for the node exporter's textfile collector");
  add_text(check, "--nfd", options.nfd_file,
           "Write labels for Kubernetes' node-feature-discovery, gone in a day");
  check.add_flag("--github", options.github, "Print GitHub's annotations, and add to its step summary");
  check.add_flag("--nagios", options.nagios,
                 "Print one line and end with 0, 1, 2 or 3, as Nagios' plugins do");
  check.add_flag("--perf-lines", options.perf_lines,
                 "Print a line for each number, for ReFrame's extractsingle");
}

}  // namespace

CLI::App* add_check(CLI::App& app, Options& options) {
  CLI::App* check = app.add_subcommand("check", "Pass or fail this machine by the rules of a policy");
  add_text(*check, "--policy", options.check.policy,
           "A file of rules (docs/check.md), or llm-server, gpu-node, workstation or ci-runner", "FILE|NAME")
      ->capture_default_str();
  add_text(*check, "--baseline", options.check.baseline,
           "A document saved by --json, for rules such as `>= 0.97 of baseline`");
  add_depths(*check, options.check);
  add_outputs(*check, options.check);
  check
      ->add_option("--init", options.check.init_file,
                   "Write a policy that this machine passes, to FILE or to standard output, and do no more")
      ->expected(0, 1)
      ->default_str("-")
      ->type_name("[FILE]");
  check->add_flag("--facts", options.check.lists_facts, "List what rules can be about, and do no more");
  add_root(*check, options);
  check->footer(kCheckExamples);
  return check;
}

void refuse_contradictions_of_check(const CLI::App& check, const Options& options) {
  int depths = 0;
  for (const char* name : {"--quick", "--standard", "--soak"}) depths += check.count(name) > 0 ? 1 : 0;
  if (depths > 1) throw CLI::ArgumentMismatch("--quick, --standard and --soak exclude each other");
  if (options.check.nagios && options.format == Format::Json)
    throw CLI::ArgumentMismatch("--nagios and --json both ask for standard output");
  for (const char* saved : {"--machine", "--measurements", "--root"})
    if (check.count("--soak") > 0 && check.count(saved) > 0)
      throw CLI::ArgumentMismatch(std::string("--soak has no effect with ") + saved +
                                  ", as nothing is measured then");
}

}  // namespace probellm::app
