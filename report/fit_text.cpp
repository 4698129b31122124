#include "report/fit_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/names.h"
#include "report/amounts.h"
#include "report/assumption_text.h"
#include "report/fit_cells.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Fit;
using core::Verdict;
using Rows = std::vector<std::vector<Cell>>;

std::string needs_memory(const core::Counteroffer& offer) {
  if (!offer.installed_memory) return fmt::format("needs {} usable", gib(offer.usable_memory));
  return fmt::format("needs {:.0f} GiB of RAM", *offer.installed_memory / core::Bytes{core::kGiB});
}

/// Where it lives, what limits it, what would help.
std::string remark(const Fit& fit) {
  std::vector<std::string> parts;
  if (fit.verdict == Verdict::Fits || fit.verdict == Verdict::Tight) {
    parts.emplace_back(core::name_of(fit.placement));
    if (fit.numa) parts.push_back(in_words(core::name_of(*fit.numa)));
  }
  if (!fit.bottleneck.empty()) parts.push_back(fit.bottleneck);
  if (!fit.no_speed_reason.empty()) parts.emplace_back("speed unknown");
  if (fit.counteroffer) parts.push_back(needs_memory(*fit.counteroffer));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<Cell> row_of(const Fit& fit, Tone tone) {
  std::vector<Cell> row = with_speed({{fit.quant_name, tone},
                                      {gib(fit.memory.weights)},
                                      {gib(fit.memory.kv)},
                                      {gib(fit.memory.compute)},
                                      {gib(fit.memory.total)},
                                      verdict_cell(fit.verdict)},
                                     fit.decode_tokens_per_second);
  row.push_back({remark(fit), Tone::Faint});
  return row;
}

std::string basis_text(const Fit& best, Colour colour) {
  if (best.assumptions.empty()) return "";
  Rows rows;
  for (const core::Assumption& a : best.assumptions)
    rows.push_back(
        {{std::string(core::name_of(a.basis)), a.basis == core::Basis::Assumed ? Tone::Warn : Tone::Good},
         {a.name},
         {value_of(a) + (a.is_forced ? ", grade F, forced" : ""), a.is_forced ? Tone::Bad : Tone::Plain}});
  return "\n" + paint(colour, Tone::Strong, fmt::format("What {} rests on", best.quant_name)) +
         (best.widest_assumption.empty()
              ? "\n"
              : fmt::format("  the interval is widest for the {}\n", best.widest_assumption)) +
         table({Align::Left, Align::Left, Align::Left}, rows, colour);
}

std::string budget_text(const Fit& best) {
  std::string text = fmt::format("  total includes {} left to the system; may be used:", gib(best.memory.os));
  for (const core::DeviceNeed& device : best.memory.devices)
    text += fmt::format(" {} of {}", gib(device.budget), device.device == "host" ? "RAM" : "VRAM");
  return text + "\n";
}

std::string prompt_text(const Fit& best) {
  if (!best.prefill_tokens_per_second) return "";
  return fmt::format(
      "  {}: prefill {} tokens/s, first token after {} s for a prompt of {} tokens (low - likely - high)\n",
      best.quant_name, range(*best.prefill_tokens_per_second), range(*best.time_to_first_token_seconds),
      grouped(*best.prompt_tokens));
}

std::string command_text(const Fit& best) {
  return best.command.empty() ? "" : fmt::format("\nRun it so: {}\n", best.command);
}

}  // namespace

std::string fit_text(const core::FitReport& report, Colour colour) {
  if (!report.best) return "";
  const Fit& best = report.fits[*report.best];
  Rows rows{{{"quant", Tone::Faint},
             {"weights", Tone::Faint},
             {"KV", Tone::Faint},
             {"buffers", Tone::Faint},
             {"total", Tone::Faint},
             {"verdict", Tone::Faint},
             {"low", Tone::Faint},
             {"likely", Tone::Faint},
             {"high", Tone::Faint},
             {"", Tone::Faint}}};
  for (const Fit& fit : report.fits) rows.push_back(row_of(fit, &fit == &best ? Tone::Strong : Tone::Plain));
  const std::string title = fmt::format("{}, {}{} tokens of context, KV cache {}, {}", best.model_name,
                                        best.sequences > 1 ? fmt::format("{} x ", best.sequences) : "",
                                        grouped(best.context_tokens), best.kv_type, best.engine);
  const auto left = Align::Left;
  const auto right = Align::Right;
  return "\n" + paint(colour, Tone::Strong, title) +
         (best.sequences > 1 ? "  decode tokens/s of all together, contexts full\n"
                             : "  decode tokens/s with the context full\n") +
         table({left, right, right, right, right, left, right, right, right, left}, rows, colour) +
         budget_text(best) + prompt_text(best) + basis_text(best, colour) + command_text(best) + "\n" +
         paint(colour, tone_of(best.verdict), report.sentence) + "\n";
}

}  // namespace probellm::report
