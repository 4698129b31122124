#include <fmt/format.h>

#include "report/amounts.h"
#include "report/fit_text.h"

namespace probellm::report {
namespace {

using core::Fit;
using core::Verdict;

std::string speed_of(const std::optional<core::Interval>& decode) {
  if (!decode) return "at a speed that can't be told without a bandwidth: run `probe-llm bench` there";
  return fmt::format("at {} tokens/s (90 % between {} and {})", digits(decode->likely), digits(decode->low),
                     digits(decode->high));
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

std::string more_memory(const Fit& fit) {
  const auto& offer = fit.counteroffer;
  std::string text = fmt::format("with {:.0f} GiB of RAM {} would fit",
                                 offer.installed_memory / core::Bytes{core::kGiB}, fit.quant_name);
  if (offer.decode_with_memory)
    text += fmt::format(" and run {} at this bandwidth", speed_of(offer.decode_with_memory));
  return text;
}

std::string more_disk(const Fit& fit) {
  const auto& offer = fit.counteroffer;
  if (offer.free_disk.value == 0) return "";
  std::string text = fmt::format("; with {} free on disk it would stream", gb(offer.free_disk));
  if (offer.decode_with_disk) text += " " + speed_of(offer.decode_with_disk);
  return text;
}

std::string when_it_runs(const Fit& best) {
  std::string text = fmt::format("{} {} runs best here {}, {}", best.model_name, best.quant_name,
                                 place_of(best), speed_of(best.decode_tokens_per_second));
  if (!best.bottleneck.empty()) text += fmt::format("; limited by {}", best.bottleneck);
  if (best.verdict == Verdict::Tight) text += "; tight: it takes memory that the system should keep";
  return text + ".";
}

std::string when_it_does_not(const Fit& best) {
  return fmt::format("{} doesn't run here: even {} needs {} and {} may be used; {}{}.", best.model_name,
                     best.quant_name, gib(best.memory.total), gib(best.memory.budget), more_memory(best),
                     more_disk(best));
}

}  // namespace

std::string verdict_sentence(const core::FitReport& report) {
  if (!report.best) return "";
  const Fit& best = report.fits[*report.best];
  if (best.verdict == Verdict::DoesNotFit) return when_it_does_not(best);
  std::string text = when_it_runs(best);
  if (best.verdict == Verdict::Streams) text.replace(text.size() - 1, 1, "; " + more_memory(best) + ".");
  return text;
}

}  // namespace probellm::report
