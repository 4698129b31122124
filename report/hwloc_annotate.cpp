#include "report/hwloc_annotate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/plain_text.h"

namespace probellm::report {
namespace {

using core::Measurement;

// The unit and the names of hwloc's memattrs.h.
constexpr auto kBandwidthUnit = static_cast<double>(core::kMiB);
constexpr double kLatencyUnit = 1e-9;
constexpr std::string_view kReadBandwidth = "ReadBandwidth";
constexpr std::string_view kWriteBandwidth = "WriteBandwidth";
constexpr std::string_view kBandwidth = "Bandwidth";
constexpr std::string_view kLatency = "Latency";

// hwloc-annotate counts nodes in hwloc's order while measurements have the system's numbers: lstopo knows
// both. It also ends with 0 where there is no such node.
constexpr std::string_view kScript = R"(set -eu
out=${{1:-probe-llm.xml}}
lstopo -f --of xml "$out"
annotate() {{
    node=$(lstopo -i "$out" --only NUMANode | sed -n "s/^NUMANode L#\([0-9]*\) (P#$1[ )].*/\1/p")
    [ -n "$node" ] || {{ echo "this machine has no NUMA node $1" >&2; exit 1; }}
    hwloc-annotate "$out" "$out" "NUMANode:$node" memattr "$2" "$3" "$4"
}}
{}echo "now: lstopo --memattrs -i $out"
)";

/// A set of CPUs as hwloc writes it: words of 32 bits, the highest first, "0x00000001,0x0000000f".
std::string cpu_set(const std::vector<int>& cpus) {
  constexpr int kBits = 32;
  const int highest = *std::max_element(cpus.begin(), cpus.end());
  std::vector<std::uint32_t> words(static_cast<std::size_t>(highest / kBits + 1), 0);
  for (int cpu : cpus) words[static_cast<std::size_t>(cpu / kBits)] |= std::uint32_t{1} << (cpu % kBits);
  std::string text;
  for (auto word = words.rbegin(); word != words.rend(); ++word)
    text += fmt::format("{}0x{:08x}", text.empty() ? "" : ",", *word);
  return text;
}

std::string annotation(int node, std::string_view attribute, const std::vector<int>& cpus, double value) {
  return fmt::format("annotate {} {} {} {:.0f}\n", node, attribute, cpu_set(cpus), std::round(value));
}

std::optional<int> node_at(const Measurement& row, const char* key) {
  const auto place = row.at.find(key);
  if (place == row.at.end()) return std::nullopt;
  return static_cast<int>(place->second);
}

const std::vector<int>* cpus_of(const core::Machine& machine, int node) {
  for (const core::NumaNode& known : machine.numa.nodes)
    if (known.id == node && !known.cpus.empty()) return &known.cpus;
  return nullptr;
}

/// A row that was measured from the CPUs of one node to the memory of one.
std::string pair_text(const core::Machine& machine, const Measurement& row) {
  const auto from = node_at(row, "cpu_node");
  const auto to = node_at(row, "memory_node");
  if (row.status != core::Status::Ok || !from || !to) return "";
  const std::vector<int>* cpus = cpus_of(machine, *from);
  if (cpus == nullptr) return "";
  if (row.id == core::kMemoryReadNuma)
    return annotation(*to, kReadBandwidth, *cpus, row.median / kBandwidthUnit);
  if (row.id == core::kMemoryLatency) return annotation(*to, kLatency, *cpus, row.median / kLatencyUnit);
  return "";
}

/// The latency of memory rather than of a cache: that of the largest working set.
const Measurement* memory_latency(const core::Measurements& measurements) {
  const auto working_set = [](const Measurement& row) {
    const auto place = row.at.find("working_set_bytes");
    return place == row.at.end() ? 0.0 : place->second;
  };
  const Measurement* found = nullptr;
  for (const Measurement& row : measurements.rows)
    if (row.id == core::kMemoryLatency && row.status == core::Status::Ok &&
        (found == nullptr || working_set(row) > working_set(*found)))
      found = &row;
  return found;
}

/// The CPUs that a row of the whole machine was measured with: the first of those allowed.
std::vector<int> cpus_of(const core::Machine& machine, const Measurement& row) {
  std::vector<int> cpus = machine.limits.cpus;
  if (row.threads > 0) cpus.resize(std::min(cpus.size(), static_cast<std::size_t>(row.threads)));
  return cpus;
}

/// With one node, what all CPUs together were measured to do is between them and it.
std::string only_node_text(const core::Machine& machine, const core::Measurements& measurements) {
  const std::vector<int>& cpus = machine.limits.cpus;
  if (machine.numa.nodes.size() != 1 || cpus.empty()) return "";
  const int node = machine.numa.nodes.front().id;
  const Measurement* read = core::find_ok(measurements, core::kMemoryRead);
  const Measurement* write = core::find_ok(measurements, core::kMemoryWrite);
  const Measurement* latency = memory_latency(measurements);
  std::string text;
  if (read != nullptr)
    text += annotation(node, kReadBandwidth, cpus_of(machine, *read), read->median / kBandwidthUnit);
  if (write != nullptr)
    text += annotation(node, kWriteBandwidth, cpus_of(machine, *write), write->median / kBandwidthUnit);
  // By memattrs.h the average of both.
  if (read != nullptr && write != nullptr)
    text += annotation(node, kBandwidth, cpus_of(machine, *read),
                       (read->median + write->median) / 2 / kBandwidthUnit);
  if (latency != nullptr) text += annotation(node, kLatency, cpus, latency->median / kLatencyUnit);
  return text;
}

std::string annotations(const core::Document& document) {
  if (!document.machine || !document.measurements) return "";
  const std::string only = only_node_text(*document.machine, *document.measurements);
  if (!only.empty()) return only;
  std::string text;
  for (const Measurement& row : document.measurements->rows) text += pair_text(*document.machine, row);
  return text;
}

}  // namespace

std::string hwloc_annotate(const core::Document& document) {
  const std::string host = document.machine ? document.machine->host.name : "";
  const std::string head =
      "#!/bin/sh\n" +
      core::without_controls(fmt::format("# Measured by probe-llm {} on {}, {}: writes the topology with it.",
                                         document.version, host, document.generated_at)) +
      "\n# Usage: sh this-file [topology.xml]\n";
  const std::string lines = annotations(document);
  if (lines.empty())
    return head + "echo 'no bandwidth between a NUMA node and its memory was measured' >&2\nexit 1\n";
  return head + fmt::format(kScript, lines);
}

}  // namespace probellm::report
