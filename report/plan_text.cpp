#include "report/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/names.h"
#include "report/amounts.h"
#include "report/fit_cells.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Plan;
using core::Verdict;
using Rows = std::vector<std::vector<Cell>>;

bool runs(Verdict verdict) { return verdict == Verdict::Fits || verdict == Verdict::Tight; }

std::string at_speed(double transfers, const std::string& slowed_by) {
  std::string text = fmt::format("{:.0f} MT/s", transfers / 1e6);
  if (!slowed_by.empty()) text += fmt::format(" ({})", slowed_by);
  return text;
}

std::string memory_text(const Plan& plan) {
  const std::string_view uneven =
      plan.is_even ? ""
                   : "; some channels hold more than others: what they hold more is read from fewer channels";
  return fmt::format("  memory: {} of {} channels at {}, {} in theory{}\n", plan.channels_filled,
                     plan.channels, at_speed(plan.runs_at, plan.slowed_by),
                     gb_per_second(plan.bandwidth.value), uneven);
}

std::string now_text(const Plan& plan) {
  const core::Fit& now = plan.now;
  std::string text = fmt::format("  {} {}, {} tokens of context: {}", now.model_name, now.quant_name,
                                 grouped(now.context_tokens), in_words(core::name_of(now.verdict)));
  if (const auto& speed = now.decode_tokens_per_second)
    text += fmt::format(" at {} tokens/s ({} to {})", digits(speed->likely), digits(speed->low),
                        digits(speed->high));
  return text + fmt::format("; needs {}\n", gib(now.memory.total));
}

/// What purchases cost and how much speed a thousand of it buys: two cells, none without prices.
void add_cost(std::vector<Cell>& row, const std::optional<core::Cost>& cost, double tokens_per_second) {
  if (!cost) return;
  if (!cost->amount) {
    row.insert(row.end(), {{"?", Tone::Warn}, {"no price of " + cost->unpriced, Tone::Faint}});
    return;
  }
  const bool buys_speed = tokens_per_second > 0 && *cost->amount > 0;
  row.insert(row.end(), {{grouped(std::llround(*cost->amount))},
                         {buys_speed ? digits(tokens_per_second / *cost->amount * 1e3) : "", Tone::Faint}});
}

double likely_of(const std::optional<core::Interval>& speed) { return speed ? speed->likely : 0; }

/// The titles of those two cells.
void add_cost_titles(std::vector<Align>& columns, std::vector<Cell>& row, const Plan& plan) {
  if (plan.currency.empty()) return;
  columns.insert(columns.end(), {Align::Right, Align::Right});
  row.insert(row.end(), {{plan.currency, Tone::Faint}, {"tokens/s per 1,000", Tone::Faint}});
}

std::string populations_text(const Plan& plan, Colour colour) {
  if (plan.populations.empty()) return "";
  Rows rows{{{"modules", Tone::Faint},
             {"total", Tone::Faint},
             {"channels", Tone::Faint},
             {"runs at", Tone::Faint},
             {"theory", Tone::Faint},
             {"", Tone::Faint},
             {"low", Tone::Faint},
             {"likely", Tone::Faint},
             {"high", Tone::Faint}}};
  const auto right = Align::Right;
  std::vector<Align> columns{right, right, right, right, right, Align::Left, right, right, right};
  add_cost_titles(columns, rows.front(), plan);
  for (const core::PopulationRow& row : plan.populations) {
    rows.push_back(with_speed(
        {{fmt::format("{}x {}", row.modules.count, gib(row.modules.each))},
         {gib(row.total)},
         {fmt::format("{}/{}", row.channels_filled, row.channels)},
         {fmt::format("{:.0f}", row.runs_at / 1e6), row.slowed_by.empty() ? Tone::Plain : Tone::Warn},
         {gb_per_second(row.bandwidth.value)},
         verdict_cell(row.verdict)},
        row.decode_tokens_per_second));
    add_cost(rows.back(), row.cost, likely_of(row.decode_tokens_per_second));
  }
  return "\n" + paint(colour, Tone::Strong, "Ways to fill its slots with equal modules, the smallest first") +
         "  decode tokens/s\n" + table(columns, rows, colour);
}

std::string changes_text(const Plan& plan, Colour colour) {
  if (plan.changes.empty()) return "";
  Rows rows{{{"change", Tone::Faint},
             {"", Tone::Faint},
             {"low", Tone::Faint},
             {"likely", Tone::Faint},
             {"high", Tone::Faint},
             {"", Tone::Faint}}};
  const auto right = Align::Right;
  std::vector<Align> columns{Align::Left, Align::Left, right, right, right, right};
  add_cost_titles(columns, rows.front(), plan);
  for (const core::Change& change : plan.changes) {
    auto cells =
        with_speed({{change.what, change.flips ? Tone::Strong : Tone::Plain}, verdict_cell(change.verdict)},
                   change.decode_tokens_per_second);
    cells.push_back({change.times ? fmt::format("x {:.2f}", *change.times) : "", Tone::Faint});
    add_cost(cells, change.cost,
             likely_of(change.decode_tokens_per_second) - likely_of(plan.now.decode_tokens_per_second));
    rows.push_back(std::move(cells));
  }
  return "\n" + paint(colour, Tone::Strong, "What one change brings") + "  decode tokens/s\n" +
         table(columns, rows, colour);
}

/// Of the changes that make it run the cheapest; where not all have a price, the first, as the cheapest kinds
/// come first.
const core::Change* cheapest_flip(const Plan& plan) {
  const core::Change* cheapest = nullptr;
  for (const core::Change& change : plan.changes) {
    if (!change.flips) continue;
    const bool is_priced =
        cheapest != nullptr && change.cost && change.cost->amount && cheapest->cost->amount;
    if (cheapest == nullptr || (is_priced && *change.cost->amount < *cheapest->cost->amount))
      cheapest = &change;
  }
  return cheapest;
}

/// " for 3,400 EUR", where that is known.
std::string price_of(const core::Change& change, const std::string& currency) {
  if (!change.cost || !change.cost->amount) return "";
  return fmt::format(" for {} {}", grouped(std::llround(*change.cost->amount)), currency);
}

bool is_enough(const Plan& plan) {
  const auto& speed = plan.now.decode_tokens_per_second;
  const auto& target = plan.target_tokens_per_second;
  return runs(plan.now.verdict) && (!target || (speed && speed->likely >= *target));
}

}  // namespace

std::string plan_sentence(const Plan& plan) {
  const core::Fit& now = plan.now;
  const auto& speed = now.decode_tokens_per_second;
  std::string text = fmt::format("{} {} {}", now.model_name, now.quant_name,
                                 runs(now.verdict)                 ? "runs here"
                                 : now.verdict == Verdict::Streams ? "only streams from disk here"
                                                                   : "doesn't run here");
  if (speed) text += fmt::format(" at {} tokens/s", digits(speed->likely));
  const std::string wanted = plan.target_tokens_per_second
                                 ? fmt::format(" at {} tokens/s", digits(*plan.target_tokens_per_second))
                                 : "";
  if (is_enough(plan))
    return text + (wanted.empty() ? "." : ": enough for the" + wanted.substr(3) + " wanted.");
  if (const core::Change* flip = cheapest_flip(plan))
    return text + fmt::format("; the cheapest change that makes it run{} is {}{}.", wanted, flip->what,
                              price_of(*flip, plan.currency));
  for (const core::PopulationRow& row : plan.populations)
    if (runs(row.verdict) && (!plan.target_tokens_per_second ||
                              (row.decode_tokens_per_second &&
                               row.decode_tokens_per_second->likely >= *plan.target_tokens_per_second)))
      return text + fmt::format("; {}x {} would run it{}.", row.modules.count, gib(row.modules.each), wanted);
  return text + fmt::format("; no single change here makes it run{}.", wanted);
}

std::string plan_text(const Plan& plan, Colour colour) {
  return "\n" + paint(colour, Tone::Strong, plan.machine) + "\n" + memory_text(plan) + now_text(plan) +
         populations_text(plan, colour) + changes_text(plan, colour) + "\n" +
         paint(colour, is_enough(plan) ? Tone::Good : Tone::Warn, plan.sentence) + "\n";
}

}  // namespace probellm::report
