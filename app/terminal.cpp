#include "app/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "core/plain_text.h"

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

}  // namespace

report::Colour output_colour() {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool is_unwanted = no_colour != nullptr && *no_colour != '\0';
  const char* kind = std::getenv("TERM");
  const bool is_dumb = kind != nullptr && std::string_view(kind) == "dumb";
  return isatty(STDOUT_FILENO) != 0 && !is_unwanted && !is_dumb ? report::Colour::Always
                                                                : report::Colour::Never;
}

bool print(std::string_view text) {
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return std::fflush(stdout) == 0 && is_written;
}

void complain(std::string_view sentence) {
  const std::string line = "probe-llm: " + core::without_controls(std::string(sentence)) + "\n";
  std::fputs(line.c_str(), stderr);
}

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
  if (is_terminal_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::show(std::string_view step, double fraction) const {
  if (!is_terminal_) return;
  std::fputs(fmt::format("\r\033[K[{:3.0f} %] {}", fraction * 100, step).c_str(), stderr);
  std::fflush(stderr);
}

const std::atomic<bool>& interrupted() {
  static const bool is_installed =
      std::signal(SIGINT, on_interrupt) != SIG_ERR && std::signal(SIGTERM, on_interrupt) != SIG_ERR;
  static_cast<void>(is_installed);
  return interrupt_flag();
}

}  // namespace probellm::app
