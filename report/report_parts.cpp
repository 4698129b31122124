#include "report/report_parts.h"

#include <algorithm>
#include <set>

namespace probellm::report {

bool is_measured(const core::Document& document) {
  return document.measurements && document.measurements->context.duration_seconds > 0;
}

core::FitReport at_asked_context(const core::FitReport& report) {
  core::FitReport asked = report;
  if (!report.best) return asked;
  const core::Fit& best = report.fits[*report.best];
  std::erase_if(asked.fits,
                [&best](const core::Fit& fit) { return fit.context_tokens != best.context_tokens; });
  const auto found = std::find_if(asked.fits.begin(), asked.fits.end(),
                                  [&best](const core::Fit& fit) { return fit.quant == best.quant; });
  asked.best = static_cast<std::size_t>(found - asked.fits.begin());
  return asked;
}

std::vector<std::int64_t> contexts_of(const core::FitReport& report) {
  std::set<std::int64_t> contexts;
  for (const core::Fit& fit : report.fits) contexts.insert(fit.context_tokens);
  return {contexts.begin(), contexts.end()};
}

const core::Fit* fit_at(const core::FitReport& report, const std::string& quant, std::int64_t context) {
  const auto found = std::find_if(report.fits.begin(), report.fits.end(), [&](const core::Fit& fit) {
    return fit.quant == quant && fit.context_tokens == context;
  });
  return found == report.fits.end() ? nullptr : &*found;
}

}  // namespace probellm::report
