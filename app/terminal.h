#pragma once

#include <atomic>
#include <string>
#include <string_view>

#include "report/style.h"

namespace probellm::app {

/// Colours for standard output: only on a terminal, and never where NO_COLOR is set.
report::Colour output_colour();

/// The text as the locale can show it: in ASCII only where the locale is named and isn't one of UTF-8;
/// without a name, as in a container, UTF-8 is what terminals show.
std::string for_screen(std::string text);

/// Writes to standard output; false where it can't be written.
bool print(std::string_view text);

/// Writes to standard error, as it is.
void print_error(std::string_view text);

/// Writes one line to standard error, control characters replaced.
void complain(std::string_view sentence);

/// One line on standard error that says what is being done and how long it still takes, rewritten in place;
/// silent where that isn't a terminal. Clears itself at the end.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::string_view step, double fraction) const;

 private:
  bool is_terminal_;
  double started_;
};

/// Becomes true at the first SIGINT or SIGTERM; another, half a second later or more, ends the process at
/// once.
const std::atomic<bool>& interrupted();

}  // namespace probellm::app
