#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "report/style.h"

namespace probellm::report {

/// How a column's cells stand.
enum class Align { Left, Right };

/// A cell's text and the tone it is painted in.
struct Cell {
  std::string text;
  Tone tone = Tone::Plain;
};

/// Rows of cells as lines, each column as wide as its widest cell, two spaces between columns and before the
/// first; text is UTF-8.
std::string table(const std::vector<Align>& columns, const std::vector<std::vector<Cell>>& rows,
                  Colour colour);

/// The characters that UTF-8 text takes on a screen.
std::size_t width_of(std::string_view text);

}  // namespace probellm::report
