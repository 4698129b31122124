#include "fleet/collection.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "core/facts.h"
#include "core/median.h"

namespace probellm::fleet {
namespace {

/// Fewer nodes don't say what is usual.
constexpr std::size_t kFewest = 4;
/// A median absolute deviation of normal noise is this much of its standard deviation.
constexpr double kNormal = 1.4826;
constexpr double kDeviations = 5;
/// Alike machines differ by so much without anything being wrong.
constexpr double kOrdinary = 0.05;
/// Of its own theoretical bandwidth every server reads more.
constexpr double kLeastOfTheory = 0.6;
constexpr std::size_t kMostRanks = 10;
constexpr std::size_t kMostCauses = 8;

/// Facts that set a machine's speed; what names one machine, as a serial disk, doesn't.
bool matters(const std::string& kind) {
  for (const char* part : {"memory.", "cpu.", "numa.", "system.", "gpus", "limits."})
    if (kind.starts_with(part))
      return kind.find("locator") == std::string::npos && kind.find("errors") == std::string::npos;
  return false;
}

}  // namespace

std::string group_of(const core::Machine& machine) {
  std::string what = machine.cpu.sockets ? std::to_string(*machine.cpu.sockets) + "x " : "";
  what += machine.cpu.model ? *machine.cpu.model : "unknown CPU";
  if (machine.memory.type) what += ", " + *machine.memory.type;
  std::map<std::string, int> gpus;
  if (machine.gpus)
    for (const core::Gpu& gpu : *machine.gpus) ++gpus[gpu.name];
  for (const auto& [name, count] : gpus) what += ", " + std::to_string(count) + "x " + name;
  return what;
}

std::uint32_t Collection::number_of(const std::string& text) {
  const auto [found, is_new] = numbers_.emplace(text, static_cast<std::uint32_t>(texts_.size()));
  if (is_new) texts_.push_back(text);
  return found->second;
}

Sheet sheet_of(const std::string& name, const core::Document& document,
               std::optional<double> tokens_per_second) {
  const core::Machine& machine = *document.machine;
  Sheet sheet{name, group_of(machine), {}, 0, {}, {}, {}, tokens_per_second};
  if (document.measurements)
    for (const core::Measurement& row : document.measurements->rows)
      if (row.id == core::kMemoryRead && row.status == core::Status::Ok && row.quality.grade != 'F') {
        sheet.read = row.median;
        sheet.spread = row.spread;
      }
  if (machine.memory.theoretical_bandwidth) sheet.theory = machine.memory.theoretical_bandwidth->value;
  for (core::NamedFact& fact : core::facts_of(machine))
    if (matters(fact.kind)) sheet.facts.emplace_back(std::move(fact.path), std::move(fact.value));
  for (const core::Finding& finding : machine.memory.findings)
    if (finding.severity == core::Severity::Warning)
      sheet.findings.push_back(finding.sentence + "; " + finding.fix);
  return sheet;
}

void Collection::add(Sheet sheet) {
  Node node{std::move(sheet), {}};
  for (const auto& [path, value] : node.sheet.facts)
    node.facts.emplace_back(number_of(path), number_of(value));
  node.sheet.facts.clear();
  node.sheet.facts.shrink_to_fit();
  nodes_.push_back(std::move(node));
}

std::vector<std::string> Collection::differences(const Node& node, const Nodes& group) const {
  std::vector<std::string> all = node.sheet.findings;
  if (group.size() < kFewest) return all;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> counts;
  for (const Node* other : group)
    for (const auto& fact : other->facts) ++counts[fact];
  const auto most = static_cast<int>(group.size() * 2 / 3);
  std::map<std::uint32_t, std::uint32_t> usual;
  for (const auto& [fact, count] : counts)
    if (count >= most) usual[fact.first] = fact.second;
  std::set<std::uint32_t> has;
  for (const auto& [kind, value] : node.facts) {
    has.insert(kind);
    const auto found = usual.find(kind);
    if (found != usual.end() && found->second != value)
      all.push_back(texts_[kind] + " is " + texts_[value] + ", elsewhere " + texts_[found->second]);
  }
  for (const auto& [kind, value] : usual)
    if (!has.contains(kind) && texts_[kind].ends_with("size_bytes"))
      all.push_back(texts_[kind] + " is missing, elsewhere " + texts_[value]);
  if (all.size() > kMostCauses) all.resize(kMostCauses);
  return all;
}

void Collection::judge(const Nodes& group, core::Fleet& fleet) const {
  std::vector<double> reads;
  for (const Node* node : group)
    if (node->sheet.read) reads.push_back(*node->sheet.read);
  core::FleetGroup row{
      group.front()->sheet.group, static_cast<int>(group.size()), static_cast<int>(reads.size()), {}};
  std::optional<double> median;
  double noise = 0;
  if (reads.size() >= kFewest) {
    median = core::upper_median_of(reads);
    row.median_read = core::BytesPerSecond{*median};
    for (double& read : reads) read = std::abs(read - *median);
    noise = std::max(kDeviations * kNormal * core::upper_median_of(reads) / *median, kOrdinary);
  }
  fleet.groups.push_back(std::move(row));
  for (const Node* node : group) {
    core::FleetNode& told = fleet.each[static_cast<std::size_t>(node - nodes_.data())];
    if (node->sheet.read && median) told.of_median = *node->sheet.read / *median;
    const bool is_slow =
        median && node->sheet.read && *node->sheet.read * (1 + node->sheet.spread) < *median * (1 - noise);
    const bool is_below =
        node->sheet.read && node->sheet.theory && *node->sheet.read < *node->sheet.theory * kLeastOfTheory;
    if (!is_slow && !is_below && node->sheet.findings.empty()) continue;
    told.stands_out = true;
    core::FleetOutlier outlier{told.node, told.group, told.read, told.of_median, differences(*node, group)};
    if (is_below)
      outlier.causes.push_back("reads " +
                               std::to_string(std::lround(*node->sheet.read / *node->sheet.theory * 100)) +
                               " % of what its memory carries in theory");
    fleet.outliers.push_back(std::move(outlier));
  }
}

core::Fleet Collection::result() const {
  std::map<std::string, Nodes> groups;
  core::Fleet fleet;
  fleet.nodes = static_cast<int>(nodes_.size());
  for (const Node& node : nodes_) {
    groups[node.sheet.group].push_back(&node);
    fleet.each.push_back({node.sheet.name, node.sheet.group, {}, {}, node.sheet.tokens_per_second});
    if (node.sheet.read) fleet.each.back().read = core::BytesPerSecond{*node.sheet.read};
    if (node.sheet.tokens_per_second)
      fleet.ranking.push_back({node.sheet.name, *node.sheet.tokens_per_second});
  }
  for (const auto& [what, group] : groups) judge(group, fleet);
  const auto worse = [](const core::FleetOutlier& a, const core::FleetOutlier& b) {
    return a.of_median.value_or(1) < b.of_median.value_or(1);
  };
  std::stable_sort(fleet.outliers.begin(), fleet.outliers.end(), worse);
  std::stable_sort(fleet.ranking.begin(), fleet.ranking.end(),
                   [](const auto& a, const auto& b) { return a.tokens_per_second > b.tokens_per_second; });
  if (fleet.ranking.size() > kMostRanks) fleet.ranking.resize(kMostRanks);
  return fleet;
}

}  // namespace probellm::fleet
