#include "app/write_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace probellm::app {
namespace {

namespace fs = std::filesystem;

bool is_written(const std::string& file, std::string_view text) {
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << text;
  return static_cast<bool>(stream.flush());
}

}  // namespace

std::optional<core::Error> refusal_of_file(const std::string& file) {
  const fs::path folder = fs::absolute(file).parent_path();
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return core::Error{core::ErrorKind::NotFound, fmt::format("{}: its folder doesn't exist", file)};
  if (fs::is_directory(file, error))
    return core::Error{core::ErrorKind::Malformed, fmt::format("{}: expected a file, found a folder", file)};
  const bool is_writable = access(folder.c_str(), W_OK) == 0 || access(file.c_str(), W_OK) == 0;
  if (!is_writable) return core::Error{core::ErrorKind::PermissionDenied, file + ": can't be written"};
  return std::nullopt;
}

std::optional<core::Error> write_file(const std::string& file, std::string_view text) {
  const core::Error failure{core::ErrorKind::Failed, file + ": can't be written"};
  std::error_code error;
  const auto status = fs::symlink_status(file, error);
  if (fs::exists(status) && !fs::is_regular_file(status))
    return is_written(file, text) ? std::nullopt : std::optional(failure);
  const std::string unfinished = fmt::format("{}.{}.tmp", file, getpid());
  if (is_written(unfinished, text)) {
    fs::rename(unfinished, file, error);
    if (!error) return std::nullopt;
  }
  fs::remove(unfinished, error);
  // A folder that takes no new file may hold one that can be written.
  return is_written(file, text) ? std::nullopt : std::optional(failure);
}

}  // namespace probellm::app
