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

}  // namespace

SysRoot::SysRoot(std::string root) : root_(std::move(root)) {
  while (!root_.empty() && root_.back() == '/') root_.pop_back();
}

core::Result<std::string> SysRoot::read(std::string_view path) const {
  const OpenFile file(root_ + std::string(path));
  if (file.number() < 0) return error_of(errno, path);
  struct stat status = {};
  if (fstat(file.number(), &status) != 0) return error_of(errno, path);
  if (!S_ISREG(status.st_mode))
    return core::Error{core::ErrorKind::Failed, std::string(path) + " isn't a file"};
  return read_all(file.number(), path);
}

core::Result<std::string> SysRoot::read_trimmed(std::string_view path) const {
  auto text = read(path);
  if (!text) return text;
  return std::string(trimmed(*text));
}

core::Result<std::vector<std::string>> SysRoot::list(std::string_view path) const {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir((root_ + std::string(path)).c_str()), closedir);
  if (!folder) return error_of(errno, path);
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

core::Result<std::string> SysRoot::link_name(std::string_view path) const {
  std::string target(4096, '\0');
  const ssize_t length = readlink((root_ + std::string(path)).c_str(), target.data(), target.size());
  if (length < 0) return error_of(errno, path);
  target.resize(static_cast<std::size_t>(length));
  return target.substr(target.rfind('/') + 1);
}

bool SysRoot::exists(std::string_view path) const {
  return access((root_ + std::string(path)).c_str(), F_OK) == 0;
}

}  // namespace probellm::probe
