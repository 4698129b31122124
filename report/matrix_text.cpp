#include "report/matrix_text.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "report/amounts.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Verdict;
using Rows = std::vector<std::vector<Cell>>;

Cell cell_of(const core::MatrixCell& cell) {
  if (cell.verdict == Verdict::DoesNotFit) return {"no fit", Tone::Bad};
  const std::string speed =
      cell.decode_tokens_per_second ? digits(cell.decode_tokens_per_second->likely) : "?";
  if (cell.verdict == Verdict::Streams) return {speed + " disk", Tone::Warn};
  return {speed, Tone::Strong};
}

std::vector<Cell> heads_of(const core::Matrix& matrix) {
  std::vector<Cell> heads{{"memory", Tone::Faint}, {"theory", Tone::Faint}};
  for (const core::MatrixCell& cell : matrix.rows.front().cells)
    heads.push_back({cell.quant_name, Tone::Faint});
  heads.push_back({"claimed", Tone::Faint});
  heads.push_back({"as", Tone::Faint});
  return heads;
}

}  // namespace

std::string matrix_text(const core::Matrix& matrix, Colour colour) {
  if (matrix.rows.empty()) return "";
  Rows rows{heads_of(matrix)};
  std::vector<Align> aligns{Align::Left, Align::Right};
  for (const core::MatrixRow& row : matrix.rows) {
    std::vector<Cell> cells{{row.memory.name}, {gb_per_second(row.bandwidth.value)}};
    for (const core::MatrixCell& cell : row.cells) cells.push_back(cell_of(cell));
    cells.push_back({digits(row.memory.claimed_tokens_per_second), Tone::Faint});
    cells.push_back({row.memory.machine, Tone::Faint});
    rows.push_back(std::move(cells));
  }
  aligns.resize(rows.front().size() - 1, Align::Right);
  aligns.push_back(Align::Left);
  const std::string title = fmt::format("{}, {} tokens of context: decode tokens/s", matrix.model_name,
                                        grouped(matrix.context_tokens));
  return "\n" + paint(colour, Tone::Strong, title) +
         "  from specifications, likely values; `fit --machine` has the intervals\n" +
         table(aligns, rows, colour) +
         "  claimed: one number for each kind of memory, as a RAM shop's web calculator has it for any "
         "model. It knows neither\n"
         "  how many channels there are, nor that the model must fit, nor what a token costs besides "
         "reading.\n";
}

}  // namespace probellm::report
