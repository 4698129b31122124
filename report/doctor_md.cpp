#include "report/doctor_md.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/absences.h"
#include "report/markdown.h"

namespace probellm::report {
namespace {

/// Facts that are unknown for one reason.
struct Gap {
  std::vector<std::string> what;
  std::string reason;
  std::string remedy;
};

std::vector<Gap> gaps_of(const core::Machine& machine) {
  std::vector<Gap> gaps;
  for (const core::Absence& absence : core::absences_of(machine)) {
    const auto known = std::find_if(gaps.begin(), gaps.end(), [&](const Gap& gap) {
      return gap.reason == absence.reason && gap.remedy == absence.remedy;
    });
    if (known == gaps.end())
      gaps.push_back({{absence.what}, absence.reason, absence.remedy});
    else
      known->what.push_back(absence.what);
  }
  return gaps;
}

std::string names(const Gap& gap) {
  std::string all;
  for (const std::string& name : gap.what)
    all += fmt::format("{}`{}`", all.empty() ? "" : ", ", md_cell(name));
  return all;
}

/// "run: COMMAND" with the command as code.
std::string how(const std::string& remedy) {
  constexpr std::string_view kRun = "run: ";
  if (!remedy.starts_with(kRun)) return md_cell(remedy);
  return fmt::format("run `{}`", md_cell(remedy.substr(kRun.size())));
}

std::string mendable(const std::vector<Gap>& gaps) {
  std::string rows;
  for (const Gap& gap : gaps)
    if (!gap.remedy.empty())
      rows += fmt::format("| {} | {} | {} |\n", names(gap), md_cell(gap.reason), how(gap.remedy));
  if (rows.empty()) return "";
  return "\n## What can be made known\n\n| unknown | why | what makes it known |\n|---|---|---|\n" + rows;
}

std::string the_rest(const std::vector<Gap>& gaps) {
  std::string rows;
  for (const Gap& gap : gaps)
    if (gap.remedy.empty()) rows += fmt::format("| {} | {} |\n", names(gap), md_cell(gap.reason));
  if (rows.empty()) return "";
  return "\n## What this machine doesn't have or doesn't say\n\n| unknown | why |\n|---|---|\n" + rows;
}

std::string notes(const core::Machine& machine) {
  std::string lines;
  for (const std::string& note : machine.notes) lines += "- " + note + "\n";
  return lines.empty() ? "" : "\n## What to look at\n\n" + lines;
}

}  // namespace

std::string doctor_md(const core::Document& document) {
  if (!document.machine) return "";
  const core::Machine& machine = *document.machine;
  const auto gaps = gaps_of(machine);
  const bool is_complete = gaps.empty() && machine.notes.empty();
  const std::string_view user = machine.host.is_root ? "as root" : "not root";
  return fmt::format("# {}: what probe-llm can't read\n\nprobe-llm {}, {}, {}\n", md_cell(machine.host.name),
                     document.version, document.generated_at,
                     machine.live ? user : "described, not this machine") +
         notes(machine) + mendable(gaps) + the_rest(gaps) + (is_complete ? "\nNothing: all was read.\n" : "");
}

}  // namespace probellm::report
