#include "report/rehearsal_text.h"

#include <fmt/format.h>

#include <cmath>

#include "report/amounts.h"
#include "report/table.h"

namespace probellm::report {
namespace {

std::string slices_text(const core::Rehearsal& rehearsal, Colour colour) {
  std::vector<std::vector<Cell>> rows{
      {{"cut", Tone::Faint}, {"weights", Tone::Faint}, {"a token", Tone::Faint}}};
  for (const core::RehearsedSlice& slice : rehearsal.slices) {
    std::string layers = fmt::format("{} dense", slice.dense_layers);
    if (slice.moe_layers > 0)
      layers += fmt::format(", {} MoE layer{} of {} experts", slice.moe_layers,
                            slice.moe_layers == 1 ? "" : "s", slice.experts);
    rows.push_back(
        {{layers}, {gb(slice.weights)}, {fmt::format("{:.2f} ms", slice.seconds_per_token * 1e3)}});
  }
  return table({Align::Left, Align::Right, Align::Right}, rows, colour);
}

std::string comparison(const core::Rehearsal& r) {
  if (!r.predicted_tokens_per_second) return "the estimate has no speed to hold against it.";
  const double off = 100 * (r.predicted_tokens_per_second->likely / r.engine_tokens_per_second.likely - 1);
  return fmt::format("the estimate alone says {} (90 % between {} and {}), {:.0f} % {}.",
                     digits(r.predicted_tokens_per_second->likely),
                     digits(r.predicted_tokens_per_second->low), digits(r.predicted_tokens_per_second->high),
                     std::abs(off), off < 0 ? "less" : "more");
}

std::string repacking_text(const core::Rehearsal& r) {
  if (r.failed_repacked.empty()) return "";
  return fmt::format("\n{} decoded only with --repack 0 ({}): start it with --no-repack.\n", r.engine,
                     r.failed_repacked);
}

}  // namespace

std::string rehearsal_text(const core::Rehearsal& r, Colour colour) {
  const std::string title =
      fmt::format("Rehearsed: {} {} by {} with {} threads, {} tokens deep", r.model_name, r.quant_name,
                  r.engine, r.threads, grouped(r.depth_tokens));
  return "\n" + paint(colour, Tone::Strong, title) + "\n" + slices_text(r, colour) + "\n" +
         paint(colour, Tone::Good,
               fmt::format(
                   "With all of it in RAM {} {} would decode {} tokens/s here ({} to {}), by what the engine "
                   "did with these cuts; ",
                   r.model_name, r.quant_name, digits(r.engine_tokens_per_second.likely),
                   digits(r.engine_tokens_per_second.low), digits(r.engine_tokens_per_second.high)) +
                   comparison(r)) +
         "\n" + repacking_text(r);
}

}  // namespace probellm::report
