#include "app/app.h"

#include <fmt/format.h>

#include <exception>
#include <string>
#include <utility>

#include "app/ask.h"
#include "app/check.h"
#include "app/commands.h"
#include "app/diff.h"
#include "app/exit_code.h"
#include "app/fleet.h"
#include "app/kept.h"
#include "app/plan.h"
#include "app/rank.h"
#include "app/rehearse.h"
#include "app/report.h"
#include "app/saved.h"
#include "app/terminal.h"
#include "app/version.h"
#include "probe/capture/write_tree.h"
#include "report/check_nagios.h"
#include "report/check_text.h"
#include "report/diff_text.h"
#include "report/doctor_md.h"
#include "report/explain_text.h"
#include "report/fit_text.h"
#include "report/fleet_text.h"
#include "report/headline_text.h"
#include "report/hwloc_annotate.h"
#include "report/machine_text.h"
#include "report/matrix_text.h"
#include "report/measurements_csv.h"
#include "report/measurements_md.h"
#include "report/measurements_text.h"
#include "report/plan_text.h"
#include "report/rehearsal_text.h"
#include "report/report_text.h"

namespace probellm::app {
namespace {

using core::Document;

Document failed(const Options& options, core::Error error, int exit_code) {
  Document document = start_document(options);
  document.failure = core::Failure{std::move(error), exit_code};
  return document;
}

bool is_json(const Options& options) {
  return options.format == Format::Json || options.format == Format::JsonLine;
}

/// What was measured, in full where that is the answer.
std::string measured_text(const Document& document, report::Colour colour) {
  if (!document.machine || !document.measurements || document.measurements->rows.empty()) return "";
  if (document.command == name_of(Command::Bench))
    return report::measurements_text(*document.measurements, *document.machine, colour);
  return report::headline_text(*document.measurements, *document.machine, colour);
}

/// A failure that came before anything was found has nothing to show but its sentence.
std::string text_of(const Document& document) {
  if (document.failure && !document.machine) return "";
  if (document.command == name_of(Command::Doctor)) return for_screen(report::doctor_md(document));
  const report::Colour colour = output_colour();
  if (document.command == name_of(Command::Report)) return for_screen(report::report_text(document, colour));
  if (document.fleet) return for_screen(report::fleet_text(*document.fleet, colour));
  if (document.comparison) return for_screen(report::diff_text(*document.comparison, colour));
  std::string text = report::header_text(document, colour);
  if (document.check) return for_screen(text + report::check_text(*document.check, colour));
  if (document.machine) text += report::machine_text(*document.machine, colour);
  text += measured_text(document, colour);
  if (document.rehearsal) text += report::rehearsal_text(*document.rehearsal, colour);
  if (document.matrix) return for_screen(text + report::matrix_text(*document.matrix, colour));
  if (document.plan) return for_screen(text + report::plan_text(*document.plan, colour));
  const bool explains = document.command == name_of(Command::Explain);
  if (document.fit)
    text += explains ? report::explain_text(*document.fit, colour) : report::fit_text(*document.fit, colour);
  return for_screen(std::move(text));
}

int code_to_end_with(const Options& options, int code) {
  const bool is_verdict =
      code == kExitMarginal || code == kExitDoesNotFit || code == kExitUnknown || code == kExitUntrustworthy;
  const int wanted = options.exit_zero && is_verdict ? 0 : code;
  return options.check.nagios ? nagios_code_of(wanted) : wanted;
}

/// Nagios shows standard output alone, also where nothing was checked.
std::string nagios_line(const Options& options, const Document& document) {
  const int code = code_to_end_with(options, exit_code_of(document));
  if (document.check) return report::check_nagios(document, code);
  return "UNKNOWN - " + document.failure->error.what + "\n";
}

std::string output_of(const Options& options, const Document& document) {
  if (options.check.nagios) return nagios_line(options, document);
  const bool is_measured = document.measurements.has_value();
  switch (options.format) {
    case Format::Text:
      return text_of(document);
    case Format::Json:
      return core::to_json(document);
    case Format::JsonLine:
      return core::to_json_line(document);
    case Format::Csv:
      return is_measured ? report::measurements_csv(*document.measurements) : "";
    case Format::Markdown:
      return is_measured ? report::measurements_md(*document.measurements) : "";
    case Format::HwlocAnnotate:
      return is_measured ? report::hwloc_annotate(document) : "";
  }
  return "";
}

/// Prints, and returns the code to end with.
int finish(const Options& options, int code, std::string_view text) {
  if (print(text)) return code_to_end_with(options, code);
  complain("standard output can't be written");
  return kExitInternal;
}

int deliver(const Options& options, const Document& document) {
  if (document.failure) complain(document.failure->error.what);
  const int code = exit_code_of(document);
  return finish(options, code, output_of(options, document));
}

int deliver_list(const Options& options, const core::Result<std::string>& list) {
  if (!list) return deliver(options, failed(options, list.error(), kExitUsage));
  return finish(options, 0, *list);
}

int deliver_capture(const Options& options) {
  const Document document = run_capture(options);
  if (document.failure || is_json(options)) return deliver(options, document);
  const std::string_view without =
      options.keep_identifiers ? "" : ", without serial numbers, UUIDs, MAC addresses and host names";
  const std::string& where = options.capture_dir;
  const std::string read_it =
      probe::is_archive_name(where)
          ? fmt::format("tar xzf {} and probe-llm probe --root {}", where, probe::archived_folder(where))
          : fmt::format("probe-llm probe --root {}", where);
  return finish(
      options, 0,
      fmt::format("What was read of this machine is in {}{}.\nRead it with: {}\n", where, without, read_it));
}

/// What was written of the answer in its place, or the answer where there is none.
int deliver_written(const Options& options, const Document& document,
                    const core::Result<std::string>& written) {
  if (!written) return deliver(options, failed(options, written.error(), kExitUsage));
  return written->empty() ? deliver(options, document) : finish(options, exit_code_of(document), *written);
}

int deliver_report(const Options& options, const Document& document) {
  if (document.failure) return deliver(options, document);
  const auto written = write_report(options, document);
  return written && is_json(options) ? deliver(options, document)
                                     : deliver_written(options, document, written);
}

int deliver_fleet(const Options& options, const Document& document) {
  if (document.failure) return deliver(options, document);
  return deliver_written(options, document, write_fleet(options, document));
}

/// The answer, and behind it what other programs look for; on standard error where the answer is for one too.
int deliver_check(const Options& options, Document document) {
  const auto written = write_check(options, document);
  if (!written) document.failure = core::Failure{written.error(), kExitUsage};
  const std::string after = lines_after(options, document);
  const bool is_for_program = options.check.nagios || is_json(options);
  if (is_for_program) print_error(after);
  if (document.failure) complain(document.failure->error.what);
  const std::string text = written && !written->empty() ? *written : output_of(options, document);
  return finish(options, exit_code_of(document), is_for_program ? text : text + after);
}

int run_checks(const Options& options, const profiles::Catalog& catalog) {
  if (options.check.lists_facts) return finish(options, 0, facts_output());
  if (!options.check.init_file.empty()) return deliver_list(options, write_policy(options, catalog));
  return deliver_check(options, run_check(options, catalog));
}

core::Result<std::string> forgotten(const Options& options) {
  const auto count = forget(options);
  if (!count) return count.error();
  return std::to_string(*count) + (*count == 1 ? " rehearsal" : " rehearsals") + " forgotten\n";
}

/// What would disturb another process on this node.
bool measures(const Options& options) {
  const bool is_here = options.machine.empty() && options.root.empty() && options.measurements.empty();
  switch (options.command) {
    case Command::Fit:
    case Command::Explain:
    case Command::Report:
    case Command::Check:
    case Command::Bench:
    case Command::Rehearse:
      return is_here;
    case Command::Diff:
    case Command::Fleet:
    case Command::Plan:
    case Command::Matrix:
    case Command::Probe:
    case Command::Models:
    case Command::Quants:
    case Command::Capture:
    case Command::Doctor:
      return false;
  }
  return false;
}

int run_command(const Options& written) {
  static_cast<void>(interrupted());  // From here on, an interruption is a result.
  const auto readable = with_dmi_table(written);
  if (!readable) return deliver(written, failed(written, readable.error(), kExitUsage));
  const auto checked = with_weights_folder(*readable);
  if (!checked) return deliver(written, failed(written, checked.error(), kExitUsage));
  const Options& options = *checked;
  const auto catalog = profiles::load_catalog(options.profiles_dir);
  if (!catalog) return deliver(options, failed(options, catalog.error(), kExitUsage));
  if (const auto rank = later_rank(); rank && measures(options)) {
    complain("another process measures this node (" + *rank + ")");
    return 0;
  }
  switch (options.command) {
    case Command::Fit:
    case Command::Explain:
      return deliver(options, run_fit(options, *catalog));
    case Command::Report:
      return deliver_report(options, run_report(options, *catalog));
    case Command::Fleet:
      return deliver_fleet(options, run_fleet(options, *catalog));
    case Command::Diff:
      return deliver(options, run_diff(options, *catalog));
    case Command::Matrix:
      return deliver(options, run_matrix(options, *catalog));
    case Command::Plan:
      return deliver(options, run_plan(options, *catalog));
    case Command::Rehearse:
      if (options.forget) return deliver_list(options, forgotten(options));
      return deliver(options, run_rehearse(options, *catalog));
    case Command::Capture:
      return deliver_capture(options);
    case Command::Probe:
    case Command::Doctor:
      return deliver(options, run_probe(options, *catalog));
    case Command::Bench:
      return deliver(options, run_bench(options, *catalog));
    case Command::Check:
      return run_checks(options, *catalog);
    case Command::Models:
      return finish(options, 0, models_output(options, *catalog));
    case Command::Quants:
      return deliver_list(options, quants_output(options, *catalog));
  }
  return kExitInternal;
}

}  // namespace

int run(int argc, const char* const* argv) {
  const ParsedOptions parsed = parse_options(argc, argv, kVersion);
  const Options& options = parsed.options;
  try {
    if (parsed.should_run) return run_command(options);
    if (parsed.exit_code == 0) return finish(options, 0, parsed.text);
    return deliver(options, failed(options, {core::ErrorKind::Malformed, parsed.text}, parsed.exit_code));
  } catch (const std::exception& error) {
    return deliver(options,
                   failed(options, {core::ErrorKind::Failed, std::string("internal error: ") + error.what()},
                          kExitInternal));
  }
}

}  // namespace probellm::app
