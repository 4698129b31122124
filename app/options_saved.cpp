#include "app/options_saved.h"

#include "app/examples.h"
#include "app/run_options.h"

namespace probellm::app {

void add_root(CLI::App& app, Options& options) {
  app.add_option("--root", options.root,
                 "Folder that `probe-llm capture` wrote, or the root of a mounted system [this machine]")
      ->check(CLI::ExistingDirectory.description(""))
      ->type_name("DIR");
}

CLI::App* add_capture(CLI::App& app, Options& options) {
  CLI::App* capture =
      app.add_subcommand("capture", "Record what is read of this machine, for --root elsewhere");
  capture->add_option("where", options.capture_dir, "Folder to write, new or empty, or archive to write, new")
      ->required()
      ->type_name("DIR|FILE.tar.gz");
  capture->add_flag("--keep-identifiers", options.keep_identifiers,
                    "Keep serial numbers, UUIDs, MAC addresses and host names");
  capture->footer(std::string(kCaptureExamples) + kExitCodes);
  return capture;
}

CLI::App* add_doctor(CLI::App& app, Options& options) {
  CLI::App* doctor = app.add_subcommand(
      "doctor", "Say in Markdown what can't be read here, why, and what would make it known");
  add_root(*doctor, options);
  doctor->footer(std::string(kDoctorExamples) + kExitCodes);
  return doctor;
}

CLI::App* add_diff(CLI::App& app, Options& options) {
  CLI::App* diff =
      app.add_subcommand("diff", "Say what changed between two saved runs, and what is beyond noise");
  diff->add_option("before", options.before, "Saved document, named machine or line")
      ->required()
      ->type_name("A");
  diff->add_option("after", options.after, "The other")->required()->type_name("B");
  add_model(*diff, options);
  add_recipes(*diff, options);
  diff->footer(std::string(kDiffExamples) + kDiffExitCodes);
  return diff;
}

CLI::App* add_fleet(CLI::App& app, Options& options) {
  CLI::App* fleet = app.add_subcommand(
      "fleet", "Compare many nodes: which is slow, what differs there, where the model runs best");
  fleet
      ->add_option(
          "files", options.fleet,
          "Documents that other commands printed, several in a file as they come; - for standard input")
      ->required()
      ->type_name("FILE");
  fleet
      ->add_option_function<std::vector<double>>(
          "--interconnect",
          [&options](const std::vector<double>& stated) {
            options.interconnect = core::Interconnect{{stated[0] * core::kGB}, {stated[1] * 1e-6}};
          },
          "Estimate the model over several nodes alike, between which so many GB/s go each way, after so "
          "many us")
      ->expected(2)
      ->delimiter(',')
      ->check(CLI::Range(0.001, 1e6).description(""))
      ->type_name("GB/S,US");
  add_text(*fleet, "--html", options.html_file,
           "Write a page with every node, how reads are spread and what stands out; - is standard output");
  add_model(*fleet, options);
  add_recipes(*fleet, options);
  fleet->footer(std::string(kFleetExamples) + kFleetExitCodes);
  return fleet;
}

}  // namespace probellm::app
