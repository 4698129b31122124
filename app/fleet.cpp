#include "app/fleet.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <istream>
#include <string>
#include <utility>

#include "app/ask.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/terminal.h"
#include "estimator/fit.h"
#include "fleet/collection.h"
#include "profiles/complete.h"

namespace probellm::app {
namespace {

using core::Document;

/// A document is far smaller; a line that doesn't end must not take all memory.
constexpr std::size_t kLongest = 16u << 20;

/// A file of something else has thousands; all are in the document.
constexpr std::size_t kMostComplaints = 10;

/// Hosts that were captured or described have no name of their own.
bool has_name(const std::string& host) { return !host.empty() && host != "redacted" && host != "unnamed"; }

class Reader {
 public:
  Reader(const profiles::Catalog& catalog, estimator::Question question)
      : catalog_(catalog), question_(std::move(question)) {}

  void read(std::istream& stream, const std::string& file) {
    std::string text;
    int first = 0;
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
      ++number;
      if (text.empty() && line.find_first_not_of(" \t\r") == std::string::npos) continue;
      if (text.empty()) first = number;
      // One line a document, or from a line that is "{" to one that is "}".
      const bool goes_on = !text.empty() || line == "{";
      text += line + "\n";
      if (goes_on && line != "}" && text.size() < kLongest) continue;
      take(text, file, first);
      text.clear();
    }
    if (!text.empty()) take(text, file, first);
  }

  core::Fleet result() const {
    core::Fleet fleet = collection_.result();
    fleet.problems = problems_;
    return fleet;
  }

 private:
  void take(const std::string& text, const std::string& file, int line) {
    auto document = core::parse_document(text);
    if (!document || !document->machine) {
      const std::string what = document ? "no machine in it" : document.error().what;
      if (problems_.size() < kMostComplaints) complain(fmt::format("{}:{}: {}", file, line, what));
      return problems_.push_back({file, line, what});
    }
    core::Machine& machine = *document.value().machine;
    profiles::complete(machine, catalog_);
    const auto fit =
        estimator::fit(machine, document->measurements.value_or(core::Measurements{}), question_);
    std::optional<double> speed;
    if (fit && fit->verdict != core::Verdict::DoesNotFit && fit->decode_tokens_per_second)
      speed = fit->decode_tokens_per_second->likely;
    collection_.add(has_name(machine.host.name) ? machine.host.name : fmt::format("{}:{}", file, line),
                    *document, speed);
  }

  const profiles::Catalog& catalog_;
  estimator::Question question_;
  fleet::Collection collection_;
  std::vector<core::FleetProblem> problems_;
};

}  // namespace

Document run_fleet(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto fail = [&document](core::Error error) {
    document.failure = core::Failure{std::move(error), kExitUsage};
    return document;
  };
  Options asked = options;
  if (asked.quants.empty()) asked.quants = {kUsualQuant};
  const auto questions = questions_of(asked, catalog);
  if (!questions) return fail(questions.error());
  Reader reader(catalog, questions->front());
  for (const std::string& file : options.fleet) {
    if (file == "-") {
      reader.read(std::cin, "standard input");
      continue;
    }
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return fail({core::ErrorKind::NotFound, fmt::format("{}: {}", file, std::strerror(errno))});
    reader.read(stream, file);
  }
  document.fleet = reader.result();
  if (document.fleet->nodes == 0)
    return fail({core::ErrorKind::Malformed, "no document of a machine in the input"});
  return document;
}

}  // namespace probellm::app
