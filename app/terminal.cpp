#include "app/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "core/plain_text.h"
#include "report/ascii.h"
#include "report/progress_text.h"

namespace probellm::app {
namespace {

std::atomic<bool>& interrupt_flag() {
  static std::atomic<bool> flag{false};
  return flag;
}

// A tool that ends others, as timeout(1), may send its signal twice, to the process and to its group: only a
// signal well after the first means "at once".
constexpr double kPatienceSeconds = 0.5;

double now_seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

void on_interrupt(int signal) {
  static std::atomic<double> first{0};
  static_assert(std::atomic<double>::is_always_lock_free);
  if (!interrupt_flag().exchange(true)) {
    first = now_seconds();
  } else if (now_seconds() - first > kPatienceSeconds) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

/// A variable of the environment; empty where it isn't set.
std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// A terminal that can be steered.
bool is_capable(int descriptor) { return isatty(descriptor) != 0 && variable("TERM") != "dumb"; }

bool shows_utf8(std::string locale) {
  std::transform(locale.begin(), locale.end(), locale.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
}

}  // namespace

report::Colour output_colour() {
  const bool is_unwanted = !variable("NO_COLOR").empty();
  return is_capable(STDOUT_FILENO) && !is_unwanted ? report::Colour::Always : report::Colour::Never;
}

std::string for_screen(std::string text) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = variable(name);
    if (!locale.empty()) return shows_utf8(locale) ? text : report::in_ascii(text);
  }
  return text;
}

bool print(std::string_view text) {
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return std::fflush(stdout) == 0 && is_written;
}

void print_error(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void complain(std::string_view sentence) {
  const std::string line = "probe-llm: " + core::without_controls(std::string(sentence)) + "\n";
  std::fputs(line.c_str(), stderr);
}

ProgressLine::ProgressLine() : is_terminal_(is_capable(STDERR_FILENO)), started_(now_seconds()) {}

ProgressLine::~ProgressLine() {
  if (is_terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::show(std::string_view step, double fraction) const {
  if (!is_terminal_) return;
  const core::Seconds elapsed{now_seconds() - started_};
  std::fputs(("\r\033[K" + report::progress_text(step, fraction, elapsed)).c_str(), stderr);
  std::fflush(stderr);
}

const std::atomic<bool>& interrupted() {
  static const bool is_installed =
      std::signal(SIGINT, on_interrupt) != SIG_ERR && std::signal(SIGTERM, on_interrupt) != SIG_ERR;
  static_cast<void>(is_installed);
  return interrupt_flag();
}

}  // namespace probellm::app
