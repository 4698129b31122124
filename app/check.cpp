#include "app/check.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <utility>

#include "app/ask.h"
#include "app/check_measuring.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/outputs.h"
#include "app/saved.h"
#include "app/terminal.h"
#include "profiles/policy.h"
#include "qualify/check.h"
#include "qualify/read_rule.h"
#include "qualify/subjects.h"
#include "qualify/units.h"
#include "report/check_github.h"
#include "report/check_junit.h"
#include "report/check_nagios.h"
#include "report/check_nfd.h"
#include "report/check_prometheus.h"
#include "report/check_sarif.h"
#include "report/policy_toml.h"

namespace probellm::app {
namespace {

using core::Document;
using core::Error;
using core::ErrorKind;
using core::Result;

/// Labels of a node that isn't looked at again mean nothing after a day.
constexpr std::time_t kLabelsLast = 24 * 60 * 60;

std::string nfd(const Document& document) {
  return report::check_nfd(
      document, fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr) + kLabelsLast)));
}

std::array<Output, 4> outputs_of(const CheckOptions& options) {
  return {{{options.junit_file, report::check_junit},
           {options.sarif_file, report::check_sarif},
           {options.prometheus_file, report::check_prometheus},
           {options.nfd_file, nfd}}};
}

Result<core::Policy> load_policy(const std::string& name, const profiles::Catalog& catalog) {
  std::string names;
  const auto understood = [](const Result<core::Policy>& read) {
    return read ? qualify::read_policy_rules(*read) : read;
  };
  for (const profiles::NamedPolicy& policy : catalog.policies) {
    names += (names.empty() ? "" : ", ") + policy.name;
    if (policy.name == name)
      return understood(profiles::read_policy("profiles/policies/" + name + ".toml", policy.toml));
  }
  const auto text = read_file(name);
  if (text) return understood(profiles::read_policy(name, *text));
  const bool is_name = text.error().kind == ErrorKind::NotFound;
  return Error{text.error().kind,
               "--policy " + text.error().what + (is_name ? "; policies known by name are " + names : "")};
}

/// The question that "kimi-k2.6, q4_k_m, 32k" is.
Result<std::vector<estimator::Question>> question_of(const std::string& asked, Options options,
                                                     const profiles::Catalog& catalog) {
  const std::size_t first = asked.find(", "), second = asked.rfind(", ");
  options.model = asked.substr(0, first);
  options.quants = {asked.substr(first + 2, second - first - 2)};
  options.context = asked.substr(second + 2);
  options.gguf.clear();
  auto questions = questions_of(options, catalog);
  if (!questions) return Error{questions.error().kind, "fit(" + asked + "): " + questions.error().what};
  return questions;
}

/// "policy.toml:12: rule speed: " of the first rule that is about it.
std::string place_of(const core::Policy& policy, const std::string& argument) {
  for (const core::Rule& rule : policy.rules)
    if (rule.subject.argument == argument)
      return fmt::format("{}:{}: rule {}: ", policy.file, rule.line, rule.id);
  return policy.file + ": ";
}

/// Everything that is known to be wrong before anything runs.
struct Asked {
  core::Policy policy;
  std::vector<std::string> fits;
  std::vector<estimator::Question> questions;
  std::optional<Document> baseline;
};

Result<Asked> asked_of(const Options& options, const profiles::Catalog& catalog) {
  if (auto error = refusal_of(outputs_of(options.check))) return *error;
  auto policy = load_policy(options.check.policy, catalog);
  if (!policy) return policy.error();
  Asked asked{std::move(policy.value()), {}, {}, {}};
  asked.fits = qualify::asked_fits(asked.policy);
  for (const std::string& fit : asked.fits) {
    const auto question = question_of(fit, options, catalog);
    if (!question) return Error{question.error().kind, place_of(asked.policy, fit) + question.error().what};
    asked.questions.push_back(question->front());
  }
  for (const core::Rule& rule : asked.policy.rules)
    if (rule.target.kind == core::Target::Kind::ShareOfBaseline && options.check.baseline.empty())
      return Error{ErrorKind::Malformed, fmt::format("{}:{}: rule {}: needs --baseline FILE",
                                                     asked.policy.file, rule.line, rule.id)};
  if (options.check.baseline.empty()) return asked;
  const auto baseline = load_document(options.check.baseline);
  if (!baseline) return Error{baseline.error().kind, "--baseline " + baseline.error().what};
  asked.baseline = *baseline;
  return asked;
}

std::vector<qualify::AskedFit> fits_of(const Asked& asked, const Options& options, const Document& document) {
  std::vector<qualify::AskedFit> fits;
  for (std::size_t i = 0; i < asked.fits.size(); ++i) {
    const auto report = predict(options, {asked.questions[i]}, document);
    const Error none{ErrorKind::NotFound, "there is no answer"};
    if (report && !report->fits.empty())
      fits.push_back({asked.fits[i], report->fits.front()});
    else
      fits.push_back({asked.fits[i], report ? none : report.error()});
  }
  return fits;
}

core::Check checked(const Asked& asked, const Options& options, const Document& document,
                    const core::Soak* soak) {
  const auto fits = fits_of(asked, options, document);
  const qualify::Facts facts{*document.machine, *document.measurements, fits, soak, options.check.depth};
  if (!asked.baseline) return qualify::check(asked.policy, facts, nullptr);
  const core::Machine no_machine;
  const core::Measurements no_measurements;
  const std::vector<qualify::AskedFit> no_fits;
  const auto& baseline = *asked.baseline;
  const qualify::Facts before{baseline.machine ? *baseline.machine : no_machine,
                              baseline.measurements ? *baseline.measurements : no_measurements, no_fits};
  return qualify::check(asked.policy, facts, &before);
}

void fail(Document& document, Error error, int code) {
  document.failure = core::Failure{std::move(error), code};
}

}  // namespace

Document run_check(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto asked = asked_of(options, catalog);
  if (!asked) return fail(document, asked.error(), kExitUsage), document;
  const auto gathered = gather(options, catalog, document);
  if (!gathered) return fail(document, gathered.error(), kExitUsage), document;
  document = *gathered;
  const bool measures = document.machine->live && options.measurements.empty() &&
                        options.check.depth != core::CheckDepth::Quick;
  std::optional<core::Soak> soaked;
  if (measures) {
    if (const auto error = measure_for(asked->policy, options, asked->questions, catalog, document))
      return fail(document, *error, kExitUnknown), document;
    if (options.check.depth == core::CheckDepth::Soak) {
      auto soak = app::soak(options, catalog, *document.machine);
      if (!soak) return fail(document, soak.error(), kExitUnknown), document;
      soaked = std::move(soak.value());
    }
  }
  document.check = checked(*asked, options, document, soaked ? &*soaked : nullptr);
  if (interrupted()) fail(document, {ErrorKind::Failed, "interrupted"}, kExitInterrupted);
  return document;
}

std::string facts_output() {
  std::string text;
  for (const qualify::SubjectRow& row : qualify::subjects()) {
    const char* argument = row.takes == qualify::Takes::FindingId ? "ID" : "MODEL, RECIPE, CONTEXT";
    const core::Subject subject{std::string(row.name), row.takes == qualify::Takes::Nothing ? "" : argument};
    const std::string units = qualify::units_of(row.dimension);
    text += fmt::format("{:<45}  {}{}\n", qualify::words_of(subject), row.what,
                        units.empty() ? "" : "; " + units);
  }
  return text;
}

Result<std::string> write_policy(const Options& options, const profiles::Catalog& catalog) {
  const std::string& file = options.check.init_file;
  const std::array<Output, 1> outputs{{{file, report::policy_toml}}};
  if (auto error = refusal_of(outputs)) return *error;
  const auto gathered = gather(options, catalog, start_document(options));
  if (!gathered) return gathered.error();
  Document document = *gathered;
  const bool measures = document.machine->live && options.measurements.empty() &&
                        options.check.depth != core::CheckDepth::Quick;
  core::Policy bandwidth{"init", "init", {{"bandwidth", "bandwidth.read >= 0 GB/s", {}, {}, {}, {}, "", 1}}};
  const auto read = qualify::read_policy_rules(bandwidth);
  if (measures && read)
    if (const auto error = measure_for(*read, options, {}, catalog, document)) return *error;
  auto printed = write_outputs(outputs, document);
  if (!printed || !printed->empty()) return printed;
  return fmt::format("The policy is in {}. Check it with: probe-llm check --policy {}\n", file, file);
}

Result<std::string> write_check(const Options& options, const Document& document) {
  if (!document.check) return std::string();
  auto printed = write_outputs(outputs_of(options.check), document);
  const char* summary = options.check.github ? std::getenv("GITHUB_STEP_SUMMARY") : nullptr;
  if (!printed || summary == nullptr || *summary == '\0') return printed;
  std::ofstream stream(summary, std::ios::binary | std::ios::app);
  stream << report::check_md(document);
  if (!stream.flush()) return Error{ErrorKind::Failed, std::string(summary) + ": can't be written"};
  return printed;
}

std::string lines_after(const Options& options, const Document& document) {
  if (!document.check) return "";
  std::string text;
  if (options.check.perf_lines) text += report::check_perf_lines(document);
  if (options.check.github) text += report::check_github(document);
  return text;
}

}  // namespace probellm::app
