#include "app/exit_code.h"

#include <algorithm>

namespace probellm::app {
namespace {

/// True where the bandwidth that everything rests on was measured and can't be trusted.
bool is_untrustworthy(const core::Measurements& measurements) {
  return std::any_of(measurements.rows.begin(), measurements.rows.end(), [](const core::Measurement& row) {
    const bool is_read = row.id == core::kMemoryRead;
    return is_read && (row.status == core::Status::Failed || row.quality.grade == 'F');
  });
}

int code_of(const core::FitReport& report) {
  if (!report.best) return kExitUnknown;
  const core::Fit& best = report.fits[*report.best];
  switch (best.verdict) {
    case core::Verdict::Fits:
      return best.decode_tokens_per_second ? kExitFits : kExitUnknown;
    case core::Verdict::Tight:
      return kExitMarginal;
    case core::Verdict::Streams:
      return kExitMarginal;
    case core::Verdict::DoesNotFit:
      return kExitDoesNotFit;
  }
  return kExitInternal;
}

}  // namespace

int exit_code_of(const core::Document& document) {
  if (document.failure) return document.failure->exit_code;
  if (document.measurements && is_untrustworthy(*document.measurements)) return kExitUntrustworthy;
  if (document.fit) return code_of(*document.fit);
  if (document.command == "probe" && document.machine && !document.machine->memory.total) return kExitUnknown;
  return kExitFits;
}

}  // namespace probellm::app
