#include "app/fleet.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <istream>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "app/ask.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/outputs.h"
#include "app/terminal.h"
#include "estimator/fit.h"
#include "estimator/several_nodes.h"
#include "fleet/collection.h"
#include "profiles/complete.h"
#include "report/fleet_html.h"

namespace probellm::app {
namespace {

using core::Document;

/// A document is far smaller; a line that doesn't end must not take all memory.
constexpr std::size_t kLongest = 16u << 20;
/// What is read before it is taken apart: enough to keep many CPUs busy.
constexpr std::size_t kBatch = 16u << 20;

/// A file of something else has thousands; all are in the document.
constexpr std::size_t kMostComplaints = 10;

/// Hosts that were captured or described have no name of their own.
bool has_name(const std::string& host) { return !host.empty() && host != "redacted" && host != "unnamed"; }

/// A document's text, and where it stands.
struct Piece {
  std::string text;
  std::string file;
  int line = 0;
};

/// A node that was read, or why not; its document where more than its sheet is wanted of it.
struct Node {
  std::optional<fleet::Sheet> sheet;
  std::optional<Document> document;
  std::string problem;
};

Node node_of(const Piece& piece, const profiles::Catalog& catalog, const estimator::Question& question,
             bool keeps_document) {
  Node node;
  auto document = core::parse_document(piece.text, core::Kept::Answers);
  if (!document || !document->machine) {
    node.problem = document ? "no machine in it" : document.error().what;
    return node;
  }
  core::Machine& machine = *document.value().machine;
  profiles::complete(machine, catalog);
  const core::Measurements none;
  const auto fit = estimator::fit(machine, document->measurements ? *document->measurements : none, question);
  std::optional<double> speed;
  if (fit && fit->verdict != core::Verdict::DoesNotFit && fit->decode_tokens_per_second)
    speed = fit->decode_tokens_per_second->likely;
  node.sheet = fleet::sheet_of(
      has_name(machine.host.name) ? machine.host.name : fmt::format("{}:{}", piece.file, piece.line),
      *document, speed);
  if (keeps_document) node.document = std::move(document.value());
  return node;
}

/// Reads pieces in batches, each on all CPUs, and takes their nodes up in the order of the input.
class Reader {
 public:
  Reader(const profiles::Catalog& catalog, estimator::Question question,
         const std::optional<core::Interconnect>& interconnect)
      : catalog_(catalog), question_(std::move(question)), interconnect_(interconnect) {}

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
      add({std::move(text), file, first});
      text.clear();
    }
    if (!text.empty()) add({std::move(text), file, first});
    take_batch();
  }

  core::Fleet result() const {
    core::Fleet fleet = collection_.result();
    fleet.problems = problems_;
    fleet.asked = fmt::format("{}, {}, {} tokens of context", question_.model.name, question_.quant.name,
                              question_.context_tokens);
    if (interconnect_) fleet.together = together(fleet, *interconnect_);
    return fleet;
  }

 private:
  void add(Piece piece) {
    batch_bytes_ += piece.text.size();
    batch_.push_back(std::move(piece));
    if (batch_bytes_ >= kBatch) take_batch();
  }

  void take_batch() {
    std::vector<Node> nodes(batch_.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      for (std::size_t i = next++; i < batch_.size(); i = next++)
        nodes[i] = node_of(batch_[i], catalog_, question_, interconnect_.has_value());
    };
    std::vector<std::thread> helpers;
    const std::size_t most =
        std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), batch_.size());
    for (std::size_t i = 1; i < most; ++i) helpers.emplace_back(work);
    work();
    for (std::thread& helper : helpers) helper.join();
    for (std::size_t i = 0; i < nodes.size(); ++i) take(nodes[i], batch_[i]);
    batch_.clear();
    batch_bytes_ = 0;
  }

  void take(Node& node, const Piece& piece) {
    if (!node.sheet) {
      if (problems_.size() < kMostComplaints)
        complain(fmt::format("{}:{}: {}", piece.file, piece.line, node.problem));
      return problems_.push_back({piece.file, piece.line, std::move(node.problem)});
    }
    // The same host again: another run, or a site's hosts that are called alike.
    std::string& name = node.sheet->name;
    if (!names_.insert(name).second) name = fmt::format("{} ({}:{})", name, piece.file, piece.line);
    if (node.document) examples_.try_emplace(node.sheet->group, std::move(*node.document));
    collection_.add(std::move(*node.sheet));
  }

  std::vector<core::NodesFit> together(const core::Fleet& fleet,
                                       const core::Interconnect& interconnect) const {
    constexpr int kMostNodes = 64;
    std::vector<core::NodesFit> fits;
    for (const core::FleetGroup& group : fleet.groups) {
      const Document& example = examples_.at(group.what);
      for (core::NodesFit& fit :
           estimator::fit_on_nodes(*example.machine, example.measurements.value_or(core::Measurements{}),
                                   question_, interconnect, std::min(group.nodes, kMostNodes))) {
        fit.group = group.what;
        fits.push_back(std::move(fit));
      }
    }
    return fits;
  }

  const profiles::Catalog& catalog_;
  estimator::Question question_;
  std::optional<core::Interconnect> interconnect_;
  fleet::Collection collection_;
  std::set<std::string> names_;
  /// The first node of each group.
  std::map<std::string, Document> examples_;
  std::vector<core::FleetProblem> problems_;
  std::vector<Piece> batch_;
  std::size_t batch_bytes_ = 0;
};

std::array<Output, 1> outputs_of(const Options& options) {
  return {{{options.html_file, report::fleet_html}}};
}

}  // namespace

Document run_fleet(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto fail = [&document](core::Error error) {
    document.failure = core::Failure{std::move(error), kExitUsage};
    return document;
  };
  if (auto error = refusal_of(outputs_of(options))) return fail(std::move(*error));
  Options asked = options;
  if (asked.quants.empty()) asked.quants = {kUsualQuant};
  const auto questions = questions_of(asked, catalog);
  if (!questions) return fail(questions.error());
  Reader reader(catalog, questions->front(), options.interconnect);
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

core::Result<std::string> write_fleet(const Options& options, const Document& document) {
  return write_outputs(outputs_of(options), document);
}

}  // namespace probellm::app
