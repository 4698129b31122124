#include "report/report_text.h"

#include <fmt/format.h>

#include <vector>

#include "report/amounts.h"
#include "report/explain_text.h"
#include "report/fit_cells.h"
#include "report/fit_text.h"
#include "report/machine_text.h"
#include "report/measurements_text.h"
#include "report/plan_text.h"
#include "report/report_parts.h"
#include "report/table.h"

namespace probellm::report {
namespace {

/// The likely speed, or the verdict where there is none.
Cell likely_cell(const core::Fit* fit) {
  if (fit == nullptr) return {""};
  if (fit->decode_tokens_per_second)
    return {digits(fit->decode_tokens_per_second->likely), tone_of(fit->verdict)};
  return {fit->verdict == core::Verdict::DoesNotFit ? "-" : "?", tone_of(fit->verdict)};
}

std::string contexts_text(const core::FitReport& all, const core::FitReport& asked, Colour colour) {
  const auto contexts = contexts_of(all);
  if (contexts.size() < 2) return "";
  std::vector<std::vector<Cell>> rows{{{"context", Tone::Faint}}};
  std::vector<Align> columns{Align::Left};
  for (const std::int64_t context : contexts) {
    rows[0].push_back({grouped(context), Tone::Faint});
    columns.push_back(Align::Right);
  }
  for (const core::Fit& fit : asked.fits) {
    rows.push_back({{fit.quant_name}});
    for (const std::int64_t context : contexts)
      rows.back().push_back(likely_cell(fit_at(all, fit.quant, context)));
  }
  return "\n" + paint(colour, Tone::Strong, "Decode tokens/s, likely, by context") +
         "  (-: does not fit, ?: speed unknown)\n" + table(columns, rows, colour);
}

}  // namespace

std::string report_text(const core::Document& document, Colour colour) {
  std::string text = header_text(document, colour);
  if (document.machine) text += machine_text(*document.machine, colour);
  if (document.machine && is_measured(document))
    text += measurements_text(*document.measurements, *document.machine, colour);
  if (!document.fit) return text;
  const core::FitReport asked = at_asked_context(*document.fit);
  text += fit_text(asked, colour) + contexts_text(*document.fit, asked, colour) + explain_text(asked, colour);
  if (document.plan) text += plan_text(*document.plan, colour);
  return text;
}

}  // namespace probellm::report
