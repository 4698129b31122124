#include "probe/memory/diagnose_memory.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "probe/memory/diagnose_channels.h"
#include "probe/memory/diagnose_modules.h"
#include "probe/memory/memory_view.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Finding;
using core::Severity;
using Findings = std::vector<Finding>;

/// The modules' sum against what the kernel manages, which leaves out some percent for itself and the
/// firmware.
std::optional<Finding> sum_differs(const core::Memory& memory) {
  constexpr double kOrdinary = 1.25, kTwiceAtLeast = 1.9, kTwiceAtMost = 2.2;
  if (!memory.dimms || memory.dimms->empty() || !memory.total || memory.total->value <= 0)
    return std::nullopt;
  core::Bytes sum;
  for (const core::Dimm& dimm : *memory.dimms) sum += dimm.size;
  Finding finding{"dimm-sum-differs", Severity::Note,
                  "the modules add up to " + in_gib(sum) + " but the kernel manages " + in_gib(*memory.total),
                  "", std::nullopt};
  const double times = sum / *memory.total;
  if (times >= 1 && times < kOrdinary) return std::nullopt;
  if (times < 1) {
    finding.sentence += ": the kernel is believed, the firmware's table isn't whole";
    finding.fix = "update the firmware where its maker mends the table";
  } else if (times > kTwiceAtLeast && times < kTwiceAtMost) {
    finding.sentence += ": it may be mirrored, or half is given to the GPU";
    finding.fix = "switch memory mirroring off in the BIOS, or give the GPU less";
  } else {
    finding.sentence += ": the rest is given to the GPU, set aside or switched off";
    finding.fix =
        "look for failed modules, at the BIOS's memory for graphics, and for mem= on the kernel's command "
        "line";
  }
  return finding;
}

std::string times(std::int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + " error" + (count == 1 ? "" : "s");
}

void add_errors(Findings& findings, const core::Memory& memory) {
  constexpr std::size_t kMostPlaces = 8;
  if (!memory.errors) return;
  for (const core::MemoryErrors& errors : *memory.errors) {
    if (findings.size() >= kMostPlaces) return;
    if (errors.corrected > 0)
      findings.push_back({"corrected-errors", Severity::Warning,
                          errors.place + ": " + times(errors.corrected, "corrected") + " since boot",
                          "seat the module again; replace it where the count keeps growing", std::nullopt});
    if (errors.uncorrected > 0)
      findings.push_back({"uncorrected-errors", Severity::Warning,
                          errors.place + ": " + times(errors.uncorrected, "uncorrected") + " since boot",
                          "replace the module: what is computed here may be wrong", std::nullopt});
  }
}

}  // namespace

Findings diagnose_memory(const core::Machine& machine) {
  Findings findings;
  add_errors(findings, machine.memory);
  for (Findings part : {diagnose_channels(machine), diagnose_modules(machine)})
    for (Finding& finding : part) findings.push_back(std::move(finding));
  auto sum = are_invented(machine) ? std::nullopt : sum_differs(machine.memory);
  if (sum) findings.push_back(std::move(*sum));
  std::stable_partition(findings.begin(), findings.end(),
                        [](const Finding& finding) { return finding.severity == Severity::Warning; });
  return findings;
}

}  // namespace probellm::probe
