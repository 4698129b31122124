#include "report/ways_text.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "core/names.h"
#include "report/amounts.h"
#include "report/fit_cells.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Fit;
using Rows = std::vector<std::vector<Cell>>;

std::string threads_text(const Fit& fit, Colour colour) {
  if (fit.decode_by_threads.empty()) return "";
  Rows rows{{{"threads", Tone::Faint}, {"low", Tone::Faint}, {"likely", Tone::Faint}, {"high", Tone::Faint}}};
  for (const core::ThreadsPoint& point : fit.decode_by_threads)
    rows.push_back(with_speed({{std::to_string(point.threads)}}, point.tokens_per_second));
  return "\n" + paint(colour, Tone::Strong, "Decode tokens/s over threads") + "\n" +
         table({Align::Right, Align::Right, Align::Right, Align::Right}, rows, colour);
}

std::string micro_batches_text(const Fit& fit, Colour colour) {
  if (fit.prefill_by_micro_batch.empty()) return "";
  Rows rows{{{"micro-batch", Tone::Faint},
             {"low", Tone::Faint},
             {"likely", Tone::Faint},
             {"high", Tone::Faint},
             {"buffers", Tone::Faint}}};
  for (const core::MicroBatchPoint& point : fit.prefill_by_micro_batch) {
    auto row = with_speed({{std::to_string(point.tokens)}}, point.tokens_per_second);
    row.push_back({gib(point.compute), Tone::Faint});
    rows.push_back(std::move(row));
  }
  return "\n" + paint(colour, Tone::Strong, "Prefill tokens/s over the micro-batch") + "\n" +
         table({Align::Right, Align::Right, Align::Right, Align::Right, Align::Right}, rows, colour);
}

}  // namespace

std::string words_of(const core::Way& way) {
  std::string words(core::name_of(way.placement));
  if (way.numa) words += ", " + in_words(core::name_of(*way.numa));
  if (way.together > 1) words += fmt::format(", {} GPUs sharing each layer", way.together);
  return words;
}

std::string ways_text(const Fit& fit, Colour colour) {
  if (fit.ways.size() < 2) return "";
  Rows rows{{{"way", Tone::Faint},
             {"needs", Tone::Faint},
             {"", Tone::Faint},
             {"low", Tone::Faint},
             {"likely", Tone::Faint},
             {"high", Tone::Faint}}};
  for (const core::Way& way : fit.ways)
    rows.push_back(with_speed({{words_of(way)}, {gib(way.memory)}, {in_words(core::name_of(way.verdict))}},
                              way.decode_tokens_per_second));
  return "\n" + paint(colour, Tone::Strong, "Every way to run it, the best first") + "\n" +
         table({Align::Left, Align::Right, Align::Left, Align::Right, Align::Right, Align::Right}, rows,
               colour);
}

std::string fit_curves_text(const Fit& fit, Colour colour) {
  return threads_text(fit, colour) + micro_batches_text(fit, colour);
}

}  // namespace probellm::report
