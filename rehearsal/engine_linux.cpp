#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "rehearsal/engine.h"

extern char** environ;

namespace probellm::rehearsal {
namespace {

using core::Error;
using core::ErrorKind;

constexpr int kLookMilliseconds = 100;
constexpr int kPauseMilliseconds = 10;
constexpr int kLooksBeforeKill = 200;
constexpr std::size_t kMostText = 64u << 20;

/// Both ends of a pipe, closed when it goes.
struct Pipe {
  std::array<int, 2> ends{-1, -1};

  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void close_end(std::size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
};

core::Result<pid_t> start(const std::vector<std::string>& words, Pipe& out, Pipe& err) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A group of its own, so that what the program starts can be ended with it.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t child = 0;
  const int problem =
      ::posix_spawnp(&child, arguments.front(), &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  out.close_end(1);
  err.close_end(1);
  if (problem != 0) return Error{ErrorKind::Failed, words.front() + ": " + std::strerror(problem)};
  return child;
}

/// Takes what there is to read; closes the end where nothing more will come.
void take(Pipe& pipe, std::string& text) {
  std::array<char, 4096> part{};
  const ssize_t size = ::read(pipe.ends[0], part.data(), part.size());
  if (size < 0 && errno == EINTR) return;
  if (size <= 0) return pipe.close_end(0);
  if (text.size() < kMostText) text.append(part.data(), static_cast<std::size_t>(size));
}

/// Reads both until they end or that is stopped.
void read_all(Pipe& out, Pipe& err, std::string& printed, std::string& complaint,
              const std::atomic<bool>& stop) {
  while (!stop && (out.ends[0] >= 0 || err.ends[0] >= 0)) {
    std::array<pollfd, 2> watched{{{out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), kLookMilliseconds) <= 0) continue;
    if (watched[0].revents != 0) take(out, printed);
    if (watched[1].revents != 0) take(err, complaint);
  }
}

/// Waits for its end; at a stop it is asked to end, with what it started, and then made to. Its status.
int wait_for(pid_t child, const std::atomic<bool>& stop) {
  int status = 0;
  int looks_since_stop = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    if (stop && looks_since_stop == 0) ::kill(-child, SIGTERM);
    if (stop && ++looks_since_stop > kLooksBeforeKill) ::kill(-child, SIGKILL);
    ::poll(nullptr, 0, kPauseMilliseconds);
  }
  return status;
}

/// The last line that says of itself that something failed, as debuggers have the last word where a program
/// aborts; else the last line.
std::string telling_line(const std::string& text) {
  std::string telling, last, line;
  for (std::istringstream lines(text); std::getline(lines, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty()) continue;
    last = line;
    for (const char* word : {"ASSERT", "error", "Error"})
      if (line.find(word) != std::string::npos) telling = line;
  }
  return telling.empty() ? last : telling;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name, std::string_view path) {
  while (!path.empty()) {
    const auto colon = path.find(':');
    const std::string candidate = std::string(path.substr(0, colon)) + "/" + name;
    std::error_code error;
    if (::access(candidate.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(candidate, error))
      return candidate;
    path = colon == std::string_view::npos ? "" : path.substr(colon + 1);
  }
  return std::nullopt;
}

core::Result<std::string> run_program(const std::vector<std::string>& words, const std::atomic<bool>& stop) {
  Pipe out, err;
  if (out.ends[0] < 0 || err.ends[0] < 0) return Error{ErrorKind::Failed, "no pipe could be had"};
  const auto child = start(words, out, err);
  if (!child) return child.error();
  std::string printed, complaint;
  read_all(out, err, printed, complaint, stop);
  const int status = wait_for(*child, stop);
  if (stop) return Error{ErrorKind::Failed, "interrupted"};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return printed;
  return Error{ErrorKind::Failed, words.front() + " failed: " + telling_line(complaint)};
}

}  // namespace probellm::rehearsal
