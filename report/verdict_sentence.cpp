#include <fmt/format.h>

#include "report/amounts.h"
#include "report/fit_text.h"

namespace probellm::report {
namespace {

using core::Fit;
using core::Verdict;

std::string speed_of(const core::Interval& decode) {
  return fmt::format("at {} tokens/s (90 % between {} and {})", digits(decode.likely), digits(decode.low),
                     digits(decode.high));
}

std::string place_of(const Fit& fit) {
  switch (fit.placement) {
    case core::Placement::Cpu:
      return "in RAM";
    case core::Placement::Hybrid:
      return "with its dense path on the GPU and the experts in RAM";
    case core::Placement::Gpu:
      return "in VRAM";
    case core::Placement::Stream:
      return "streaming its experts from disk";
  }
  return "";
}

std::string on_sockets(const Fit& fit) {
  if (!fit.numa) return "";
  switch (*fit.numa) {
    case core::NumaUse::Interleaved:
      return ", interleaved over the sockets";
    case core::NumaUse::Distributed:
      return ", distributed over the sockets";
    case core::NumaUse::OneSocket:
      return " of one socket";
    case core::NumaUse::Mirrored:
      return ", with a copy of the weights for each socket";
  }
  return "";
}

std::string more_memory(const Fit& fit) {
  const core::Counteroffer& offer = *fit.counteroffer;
  const std::string change =
      offer.installed_memory
          ? fmt::format("with {:.0f} GiB of RAM", *offer.installed_memory / core::Bytes{core::kGiB})
          : fmt::format("once a process may use {} of the RAM", gib(offer.usable_memory));
  std::string text = fmt::format("{} {} would fit", change, fit.quant_name);
  if (offer.decode_with_memory)
    text += fmt::format(" and run {} at this bandwidth", speed_of(*offer.decode_with_memory));
  return text;
}

std::string more_disk(const Fit& fit) {
  const core::Counteroffer& offer = *fit.counteroffer;
  if (!offer.free_disk) return "";
  std::string text = fmt::format("; with {} free on disk it would stream", gb(*offer.free_disk));
  if (offer.decode_with_disk) text += " " + speed_of(*offer.decode_with_disk);
  return text;
}

/// Says which measurements count only because the user insists.
std::string forced(const Fit& fit) {
  if (fit.forced.empty()) return "";
  return fmt::format("; forced: the {} can't be trusted (grade F)", fmt::join(fit.forced, " and the "));
}

std::string when_it_runs(const Fit& best) {
  const std::string speed = best.decode_tokens_per_second ? speed_of(*best.decode_tokens_per_second)
                                                          : "how fast isn't known: " + best.no_speed_reason;
  std::string text = fmt::format("{} {} runs best here {}{}, {}", best.model_name, best.quant_name,
                                 place_of(best), on_sockets(best), speed);
  if (best.sequences > 1 && best.decode_tokens_per_second)
    text += fmt::format(" for {} sequences together", best.sequences);
  if (!best.bottleneck.empty()) text += fmt::format("; limited by {}", best.bottleneck);
  if (best.verdict == Verdict::Tight) text += "; tight: it takes memory that the system should keep";
  if (best.verdict == Verdict::Streams) text += "; " + more_memory(best);
  return text + forced(best) + ".";
}

std::string when_it_does_not(const core::FitReport& report, const Fit& best) {
  const std::string_view even = report.fits.size() > 1 ? "even " : "";
  return fmt::format("{} doesn't run here: {}{} needs {} and {} may be used; {}{}{}.", best.model_name, even,
                     best.quant_name, gib(best.memory.total), gib(best.memory.budget), more_memory(best),
                     more_disk(best), forced(best));
}

}  // namespace

std::string verdict_sentence(const core::FitReport& report) {
  if (!report.best) return "";
  const Fit& best = report.fits[*report.best];
  return best.verdict == Verdict::DoesNotFit ? when_it_does_not(report, best) : when_it_runs(best);
}

}  // namespace probellm::report
