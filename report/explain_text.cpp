#include "report/explain_text.h"

#include <fmt/format.h>

#include "core/names.h"
#include "report/amounts.h"
#include "report/assumption_text.h"
#include "report/table.h"
#include "report/ways_text.h"

namespace probellm::report {
namespace {

using core::Fit;
using Rows = std::vector<std::vector<Cell>>;

bool is_of_one_token(const Fit& fit) { return fit.sequences == 1 && fit.tokens_per_pass == 1; }

/// What is computed in one pass over the weights.
std::string pass_words(const Fit& fit) {
  if (fit.sequences > 1) return fmt::format("{} sequences, each", fit.sequences);
  return is_of_one_token(fit) ? "one token" : "a token and guesses";
}

std::string equation_text(const Fit& fit, Colour colour) {
  Rows rows;
  double sum = 0;
  for (const core::Term& term : fit.terms) {
    sum += term.seconds;
    rows.push_back(
        {{term.what}, {formula_of(term), Tone::Strong}, {fmt::format("= {:.2f} ms", term.seconds * 1e3)}});
  }
  rows.push_back({{is_of_one_token(fit) ? "a token" : "a pass", Tone::Strong},
                  {""},
                  {fmt::format("= {:.2f} ms", sum * 1e3), Tone::Strong}});
  return table({Align::Left, Align::Left, Align::Right}, rows, colour);
}

std::string speed_text(const Fit& fit, Colour colour) {
  const core::Interval& speed = *fit.decode_tokens_per_second;
  const std::string gain =
      is_of_one_token(fit) ? "" : fmt::format(" from {} tokens a pass", digits(fit.tokens_per_pass));
  return paint(colour, Tone::Strong, fmt::format("  {} tokens/s{}", digits(speed.likely), gain)) +
         fmt::format(", 90 % between {} and {}; what widens that most is the {}\n", digits(speed.low),
                     digits(speed.high), fit.widest_assumption);
}

std::string sources_text(const Fit& fit, Colour colour) {
  Rows rows;
  for (const core::Assumption& a : fit.assumptions)
    rows.push_back(
        {{std::string(core::name_of(a.basis)), a.basis == core::Basis::Assumed ? Tone::Warn : Tone::Good},
         {a.name},
         {value_of(a), Tone::Strong},
         {a.source, Tone::Faint}});
  return table({Align::Left, Align::Left, Align::Left, Align::Left}, rows, colour);
}

}  // namespace

std::string formula_of(const core::Term& term) {
  std::string text = amount_in(term.unit, term.amount);
  for (const core::Factor& factor : term.factors) {
    const core::Assumption& value = factor.value;
    // A factor of exactly one says nothing.
    if (value.value.low == 1 && value.value.high == 1) continue;
    text += factor.operation == core::Operation::Times ? " x " : " / ";
    text += amount_in(value.unit, value.value.likely);
  }
  return text;
}

std::string explain_text(const core::FitReport& report, Colour colour) {
  if (!report.best) return "";
  const Fit& best = report.fits[*report.best];
  const std::string title =
      fmt::format("{} {}, {}, {}: {} behind {} others, KV cache {}", best.model_name, best.quant_name,
                  best.ways.empty() ? "" : words_of(best.ways.front()), best.engine, pass_words(best),
                  grouped(best.context_tokens), best.kv_type);
  std::string text = "\n" + paint(colour, Tone::Strong, title) + "\n";
  if (!best.terms.empty())
    text += equation_text(best, colour) + speed_text(best, colour) + "\n" +
            paint(colour, Tone::Strong, "Each number's basis") + "\n" + sources_text(best, colour);
  text += ways_text(best, colour) + fit_curves_text(best, colour);
  if (!best.command.empty()) text += fmt::format("\nRun it so:\n  {}\n", best.command);
  return text + "\n" + report.sentence + "\n";
}

}  // namespace probellm::report
