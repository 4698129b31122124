#include "app/exit_code.h"

#include <algorithm>

#include "diff/diff.h"

namespace probellm::app {
namespace {

/// True where the user insisted on a number that can't be trusted.
bool is_forced(const core::Document& document) {
  return document.fit && document.fit->best && !document.fit->fits[*document.fit->best].forced.empty();
}

/// True where the bandwidth that everything rests on was measured and can't be trusted.
bool is_untrustworthy(const core::Document& document) {
  if (!document.measurements) return false;
  const auto& rows = document.measurements->rows;
  return std::any_of(rows.begin(), rows.end(), [&](const core::Measurement& row) {
    const bool counts = row.status == core::Status::Ok && is_forced(document);
    const bool is_bad = row.status == core::Status::Failed || row.quality.grade == 'F';
    return row.id == core::kMemoryRead && is_bad && !counts;
  });
}

/// What the verdict and the speed say; that a measurement can't be trusted is seen by the caller.
int code_of(const core::FitReport& report) {
  if (!report.best) return kExitUnknown;
  const core::Fit& best = report.fits[*report.best];
  if (best.verdict == core::Verdict::DoesNotFit) return kExitDoesNotFit;
  if (!best.decode_tokens_per_second) return kExitUnknown;
  return best.verdict == core::Verdict::Fits ? kExitFits : kExitMarginal;
}

/// A rule that fails, else one that can't be trusted, else one that is unknown, else one that only warns.
int code_of(const core::Check& check) {
  using core::RuleSeverity;
  using core::RuleState;
  if (count_of(check, RuleState::Fail, RuleSeverity::Error) > 0) return kExitFailed;
  if (count_of(check, RuleState::Untrusted) > 0) return kExitUntrustworthy;
  if (count_of(check, RuleState::Unknown) > 0) return kExitUnknown;
  if (count_of(check, RuleState::Fail) > 0) return kExitWarned;
  const auto not_checked = static_cast<std::size_t>(count_of(check, RuleState::NotChecked));
  return not_checked == check.outcomes.size() ? kExitUnknown : kExitFits;
}

}  // namespace

int nagios_code_of(int code) {
  constexpr int kCritical = 2, kUnknown = 3;
  if (code == kExitFits || code == kExitWarned) return code;
  return code == kExitFailed ? kCritical : kUnknown;
}

int exit_code_of(const core::Document& document) {
  if (document.failure) return document.failure->exit_code;
  if (document.fleet && !document.fleet->outliers.empty()) return kExitMarginal;
  if (document.fleet) return document.fleet->problems.empty() ? kExitFits : kExitUnknown;
  if (document.comparison) return diff::has_changes(*document.comparison) ? kExitMarginal : kExitFits;
  if (document.check) return code_of(*document.check);
  const int verdict = document.fit ? code_of(*document.fit) : kExitFits;
  if (verdict == kExitDoesNotFit) return verdict;
  if (is_untrustworthy(document)) return kExitUntrustworthy;
  if (document.fit) return verdict;
  const bool is_here = document.machine && document.machine->live;
  if (document.command == "probe" && is_here && !document.machine->memory.total) return kExitUnknown;
  return kExitFits;
}

}  // namespace probellm::app
