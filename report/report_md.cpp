#include "report/report_md.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "core/names.h"
#include "report/amounts.h"
#include "report/assumption_text.h"
#include "report/explain_text.h"
#include "report/fit_cells.h"
#include "report/machine_md.h"
#include "report/markdown.h"
#include "report/measurements_md.h"
#include "report/report_parts.h"
#include "report/ways_text.h"

namespace probellm::report {
namespace {

using core::Fit;
using Rows = std::vector<std::vector<std::string>>;

std::string titled(std::string_view title, const std::string& text) {
  return text.empty() ? "" : fmt::format("\n## {}\n\n{}", title, text);
}

std::string verdict_words(core::Verdict verdict) { return in_words(core::name_of(verdict)); }

std::string recipes(const core::FitReport& asked) {
  Rows rows{{"recipe", "weights", "KV cache", "buffers", "total", "verdict", "decode tokens/s (90 %)",
             "limited by"}};
  for (const Fit& fit : asked.fits)
    rows.push_back({fit.quant_name, gib(fit.memory.weights), gib(fit.memory.kv), gib(fit.memory.compute),
                    gib(fit.memory.total), verdict_words(fit.verdict),
                    speed_or(fit.decode_tokens_per_second, ""), fit.bottleneck});
  return md_table(rows);
}

std::string by_context(const core::FitReport& all, const core::FitReport& asked) {
  const auto contexts = contexts_of(all);
  if (contexts.size() < 2) return "";
  Rows rows{{"recipe"}};
  for (const std::int64_t context : contexts) rows[0].push_back(grouped(context));
  for (const Fit& fit : asked.fits) {
    rows.push_back({fit.quant_name});
    for (const std::int64_t context : contexts) {
      const Fit* at = fit_at(all, fit.quant, context);
      const bool is_known = at != nullptr && at->decode_tokens_per_second;
      rows.back().push_back(is_known        ? digits(at->decode_tokens_per_second->likely)
                            : at != nullptr ? verdict_words(at->verdict)
                                            : "");
    }
  }
  return md_table(rows);
}

std::string ways(const Fit& best) {
  Rows rows{{"way", "memory", "verdict", "decode tokens/s (90 %)"}};
  for (const core::Way& way : best.ways)
    rows.push_back({words_of(way), gib(way.memory), verdict_words(way.verdict),
                    speed_or(way.decode_tokens_per_second, "")});
  return rows.size() > 2 ? md_table(rows) : "";
}

std::string equation(const Fit& best) {
  Rows rows{{"a token waits for", "calculated as", "ms"}};
  double sum = 0;
  for (const core::Term& term : best.terms) {
    rows.push_back({term.what, formula_of(term), fmt::format("{:.2f}", term.seconds * 1e3)});
    sum += term.seconds;
  }
  if (best.terms.empty()) return "";
  rows.push_back({"all", "", fmt::format("{:.2f}", sum * 1e3)});
  return md_table(rows);
}

std::string basis(const Fit& best) {
  Rows rows{{"basis", "number", "value (90 %)", "source"}};
  for (const core::Assumption& a : best.assumptions)
    rows.push_back({std::string(core::name_of(a.basis)), a.name,
                    value_of(a) + (a.is_forced ? ", grade F, forced" : ""), a.source});
  return md_table(rows);
}

/// What a purchase costs; no cell without prices.
void add_cost(std::vector<std::string>& row, const std::optional<core::Cost>& cost) {
  if (!cost) return;
  row.push_back(cost->amount ? grouped(std::llround(*cost->amount))
                             : "unknown: no price of " + cost->unpriced);
}

std::string plan(const core::Plan& plan) {
  Rows changes{{"change", "verdict", "decode tokens/s (90 %)", "times now"}};
  if (!plan.currency.empty()) changes.front().push_back(plan.currency);
  for (const core::Change& change : plan.changes) {
    changes.push_back({change.what + (change.flips ? " (makes it run)" : ""), verdict_words(change.verdict),
                       speed_or(change.decode_tokens_per_second, ""),
                       change.times ? fmt::format("{:.2f}", *change.times) : ""});
    add_cost(changes.back(), change.cost);
  }
  Rows fills{{"modules", "total", "channels", "MT/s", "in theory", "verdict", "decode tokens/s (90 %)"}};
  if (!plan.currency.empty()) fills.front().push_back(plan.currency);
  for (const core::PopulationRow& row : plan.populations) {
    fills.push_back({fmt::format("{}x {}", row.modules.count, gib(row.modules.each)), gib(row.total),
                     fmt::format("{} of {}", row.channels_filled, row.channels),
                     fmt::format("{:.0f}", row.runs_at / 1e6), gb_per_second(row.bandwidth.value),
                     verdict_words(row.verdict), speed_or(row.decode_tokens_per_second, "")});
    add_cost(fills.back(), row.cost);
  }
  return titled("What changes would bring", md_table(changes)) +
         titled("Modules that would run it", md_table(fills));
}

std::string fit(const core::FitReport& all) {
  if (!all.best) return "";
  const core::FitReport asked = at_asked_context(all);
  const Fit& best = asked.fits[*asked.best];
  const std::string command = best.command.empty() ? "" : fmt::format("```sh\n{}\n```\n", best.command);
  return titled(fmt::format("{} with {} tokens of context", best.model_name, grouped(best.context_tokens)),
                recipes(asked)) +
         titled("Decode tokens/s by context, likely", by_context(all, asked)) +
         titled("Ways to run it", ways(best)) +
         titled(fmt::format("A token of {}", best.quant_name), equation(best)) +
         titled("What the numbers rest on", basis(best)) + titled("Run it so", command);
}

}  // namespace

std::string report_md(const core::Document& document) {
  if (!document.machine) return "";
  std::string text =
      fmt::format("# {}\n\nprobe-llm {}, {}{}\n", md_cell(document.machine->host.name), document.version,
                  document.generated_at, document.machine->live ? "" : ", described, not measured there");
  if (document.fit) text += fmt::format("\n**{}**\n", md_cell(document.fit->sentence));
  text += titled("Machine", machine_md(*document.machine));
  if (is_measured(document)) text += titled("Measured", measurements_md(*document.measurements));
  if (document.fit) text += fit(*document.fit);
  if (document.plan) text += plan(*document.plan);
  return text;
}

}  // namespace probellm::report
