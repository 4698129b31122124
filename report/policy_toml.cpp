#include "report/policy_toml.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/plain_text.h"
#include "core/units.h"

namespace probellm::report {
namespace {

using core::Machine;

std::string rule(std::string_view id, const std::string& require, std::string_view remedy,
                 std::string_view severity = "error") {
  const std::string level = severity == "error" ? "" : fmt::format("severity = \"{}\"\n", severity);
  return fmt::format("\n[[rule]]\nid = \"{}\"\nrequire = \"{}\"\n{}remedy = \"{}\"\n", id, require, level,
                     remedy);
}

/// Memory in whole MiB, rounded down; a kernel keeps a little more or less with each version.
std::string memory_rules(const core::Memory& memory) {
  constexpr double kKept = 0.98;
  std::string text;
  if (memory.total)
    text += rule("memory-total",
                 fmt::format("memory.total >= {:.0f} MiB",
                             std::floor(kKept * static_cast<double>(memory.total->value) /
                                        static_cast<double>(core::kMiB))),
                 "find the modules that are missing: `probe-llm probe`");
  if (memory.channels.possible && memory.channels.populated)
    text += rule("channels-empty",
                 fmt::format("channels.empty <= {}",
                             std::max(0, *memory.channels.possible - *memory.channels.populated)),
                 "put the module back into its slot");
  if (memory.dimms && !memory.dimms->empty()) {
    text += rule("dimms", fmt::format("dimms.count = {}", memory.dimms->size()),
                 "find the module that is missing");
    double least = 1e12;
    for (const core::Dimm& dimm : *memory.dimms)
      if (dimm.configured_transfers_per_second)
        least = std::min(least, *dimm.configured_transfers_per_second);
    if (least < 1e12)
      text +=
          rule("dimm-speed", fmt::format("dimms.configured_speed >= {:.0f} MT/s", std::floor(least / 1e6)),
               "set the memory speed in the BIOS");
  }
  if (memory.errors)
    text += rule("uncorrected-errors", "memory.uncorrected_errors = 0", "replace the module");
  return text;
}

/// A word that a policy can hold as it is.
bool is_plain(const std::string& word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string system_rules(const Machine& machine) {
  std::string text;
  if (machine.cpu.cores)
    text +=
        rule("cores", fmt::format("cpu.cores >= {}", *machine.cpu.cores), "look at the BIOS's core limits");
  if (!machine.numa.nodes.empty())
    text += rule("numa-nodes", fmt::format("numa.nodes = {}", machine.numa.nodes.size()),
                 "set NPS or SNC in the BIOS as on the other nodes");
  if (machine.system.governor && is_plain(*machine.system.governor))
    text += rule("governor", "cpu.governor = " + *machine.system.governor,
                 "run: cpupower frequency-set -g " + *machine.system.governor, "warning");
  if (machine.gpus)
    text += rule("gpus", fmt::format("gpus.count = {}", machine.gpus->size()),
                 "seat the GPU again, and load its driver");
  return text;
}

std::string measured_rules(const core::Document& document) {
  constexpr double kKept = 0.9;
  if (!document.measurements) return "";
  const core::Measurement* read = core::find_ok(*document.measurements, core::kMemoryRead);
  if (read == nullptr) return "";
  if (read->quality.grade == 'F')
    return "\n# The read bandwidth was too noisy for a rule: write one on a quiet machine.\n";
  const double low = kKept * read->median * (1 - read->spread) / core::kGB;
  return rule("bandwidth", fmt::format("bandwidth.read >= {:.1f} GB/s", std::floor(10 * low) / 10),
              "compare with a node that is well: empty channels, memory speed, other load");
}

}  // namespace

std::string policy_toml(const core::Document& document) {
  const Machine& machine = *document.machine;
  return fmt::format("# Rules that {} kept on {}, probe-llm {}.\n",
                     core::without_controls(machine.host.name.empty() ? "a machine" : machine.host.name),
                     document.generated_at, document.version) +
         memory_rules(machine.memory) + system_rules(machine) + measured_rules(document);
}

}  // namespace probellm::report
