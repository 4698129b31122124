#include "report/plan_text.h"

#include <fmt/format.h>

#include <algorithm>
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
  return fmt::format("  memory: {} of {} channels at {}, {} in theory\n", plan.channels_filled, plan.channels,
                     at_speed(plan.runs_at, plan.slowed_by), gb_per_second(plan.bandwidth.value));
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
  for (const core::PopulationRow& row : plan.populations) {
    rows.push_back(with_speed(
        {{fmt::format("{}x {}", row.modules.count, gib(row.modules.each))},
         {gib(row.total)},
         {fmt::format("{}/{}", row.channels_filled, row.channels)},
         {fmt::format("{:.0f}", row.runs_at / 1e6), row.slowed_by.empty() ? Tone::Plain : Tone::Warn},
         {gb_per_second(row.bandwidth.value)},
         verdict_cell(row.verdict)},
        row.decode_tokens_per_second));
  }
  const auto right = Align::Right;
  return "\n" + paint(colour, Tone::Strong, "Ways to fill its slots with equal modules, the smallest first") +
         "  decode tokens/s\n" +
         table({right, right, right, right, right, Align::Left, right, right, right}, rows, colour);
}

std::string changes_text(const Plan& plan, Colour colour) {
  if (plan.changes.empty()) return "";
  Rows rows{{{"change", Tone::Faint},
             {"", Tone::Faint},
             {"low", Tone::Faint},
             {"likely", Tone::Faint},
             {"high", Tone::Faint},
             {"", Tone::Faint}}};
  for (const core::Change& change : plan.changes) {
    auto cells =
        with_speed({{change.what, change.flips ? Tone::Strong : Tone::Plain}, verdict_cell(change.verdict)},
                   change.decode_tokens_per_second);
    cells.push_back({change.times ? fmt::format("x {:.2f}", *change.times) : "", Tone::Faint});
    rows.push_back(std::move(cells));
  }
  const auto right = Align::Right;
  return "\n" + paint(colour, Tone::Strong, "What one change brings") + "  decode tokens/s\n" +
         table({Align::Left, Align::Left, right, right, right, right}, rows, colour);
}

const core::Change* first_flip(const Plan& plan) {
  const auto found = std::find_if(plan.changes.begin(), plan.changes.end(),
                                  [](const core::Change& change) { return change.flips; });
  return found == plan.changes.end() ? nullptr : &*found;
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
  if (const core::Change* flip = first_flip(plan))
    return text + fmt::format("; the cheapest change that makes it run{} is {}.", wanted, flip->what);
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
