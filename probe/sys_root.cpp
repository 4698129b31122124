#include "probe/sys_root.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr std::size_t kMostRead = std::size_t{16} << 20;

core::Error error_of(int number, std::string_view path) {
  const std::string where(path);
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return {core::ErrorKind::NotFound, where + " doesn't exist"};
    case EACCES:
    case EPERM:
      return {core::ErrorKind::PermissionDenied, where + " may not be read without root"};
    default:
      return {core::ErrorKind::Failed, where + ": " + std::strerror(number)};
  }
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (number_ >= 0) close(number_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

core::Result<std::string> read_all(int file, std::string_view path) {
  std::string text;
  std::string block(std::size_t{64} << 10, '\0');
  while (true) {
    const ssize_t got = ::read(file, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error_of(errno, path);
    if (got == 0) return text;
    text.append(block, 0, static_cast<std::size_t>(got));
    if (text.size() > kMostRead)
      return core::Error{core::ErrorKind::Malformed, std::string(path) + " is larger than 16 MiB"};
  }
}

core::Result<std::string> read_file(const std::string& root, std::string_view path) {
  const OpenFile file(root + std::string(path));
  if (file.number() < 0) return error_of(errno, path);
  struct stat status = {};
  if (fstat(file.number(), &status) != 0) return error_of(errno, path);
  if (!S_ISREG(status.st_mode))
    return core::Error{core::ErrorKind::Failed, std::string(path) + " isn't a file"};
  return read_all(file.number(), path);
}

core::Result<std::vector<std::string>> list_folder(const std::string& root, std::string_view path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir((root + std::string(path)).c_str()), closedir);
  if (!folder) return error_of(errno, path);
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

core::Result<std::string> read_link(const std::string& root, std::string_view path) {
  std::string target(4096, '\0');
  const ssize_t length = readlink((root + std::string(path)).c_str(), target.data(), target.size());
  if (length < 0 && errno == EINVAL)
    return core::Error{core::ErrorKind::NotFound, std::string(path) + " isn't a link"};
  if (length < 0) return error_of(errno, path);
  target.resize(static_cast<std::size_t>(length));
  return target;
}

/// What isn't there needs no record: it isn't in the recorded root either.
bool is_worth_recording(const core::Error& error) { return error.kind != core::ErrorKind::NotFound; }

}  // namespace

SysRoot::SysRoot(std::string root) : SysRoot(std::move(root), {}) {}

SysRoot::SysRoot(std::string root, std::map<std::string, core::Error> refusals)
    : root_(std::move(root)),
      refusals_(std::make_shared<const std::map<std::string, core::Error>>(std::move(refusals))) {
  while (!root_.empty() && root_.back() == '/') root_.pop_back();
}

SysRoot SysRoot::recorded_in(std::shared_ptr<Recording> recording) const {
  SysRoot root = *this;
  root.recording_ = std::move(recording);
  return root;
}

template <class T>
core::Result<T> SysRoot::recorded(std::map<std::string, T> Recording::*kept, std::string_view path,
                                  core::Result<T> (*read_it)(const std::string&, std::string_view)) const {
  const std::string key(path);
  if (const auto refusal = refusals_->find(key); refusal != refusals_->end()) {
    if (recording_) recording_->refusals.emplace(key, refusal->second);
    return refusal->second;
  }
  if (!recording_) return read_it(root_, path);
  auto& known = *recording_.*kept;
  if (const auto found = known.find(key); found != known.end()) return found->second;
  core::Result<T> result = read_it(root_, path);
  if (result)
    known.emplace(key, *result);
  else if (is_worth_recording(result.error()))
    recording_->refusals.emplace(key, result.error());
  return result;
}

core::Result<std::string> SysRoot::read(std::string_view path) const {
  return recorded(&Recording::files, path, read_file);
}

core::Result<std::string> SysRoot::read_trimmed(std::string_view path) const {
  auto text = read(path);
  if (!text) return text;
  return std::string(trimmed(*text));
}

core::Result<std::vector<std::string>> SysRoot::list(std::string_view path) const {
  return recorded(&Recording::folders, path, list_folder);
}

core::Result<std::string> SysRoot::link_target(std::string_view path) const {
  return recorded(&Recording::links, path, read_link);
}

bool SysRoot::exists(std::string_view path) const {
  const bool is_there = access((root_ + std::string(path)).c_str(), F_OK) == 0;
  if (is_there && recording_) recording_->existing.emplace(path);
  return is_there;
}

}  // namespace probellm::probe
