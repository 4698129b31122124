#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "rehearsal/unnamed_file.h"

namespace probellm::rehearsal {
namespace {

/// Filesystems that can't make a file without a name can take its name away.
int make_and_unlink(const std::string& folder) {
  std::string name = folder + "/.probe-llm-XXXXXX";
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor >= 0) ::unlink(name.c_str());
  return descriptor;
}

}  // namespace

core::Result<UnnamedFile> UnnamedFile::make(const std::string& folder) {
  UnnamedFile file;
  file.descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file.descriptor_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
    file.descriptor_ = make_and_unlink(folder);
  if (file.descriptor_ >= 0) return file;
  const bool is_denied = errno == EACCES || errno == EPERM || errno == EROFS;
  return core::Error{is_denied ? core::ErrorKind::PermissionDenied : core::ErrorKind::Failed,
                     folder + ": " + std::strerror(errno)};
}

UnnamedFile::~UnnamedFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

UnnamedFile& UnnamedFile::operator=(UnnamedFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

std::string UnnamedFile::path() const {
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(descriptor_);
}

}  // namespace probellm::rehearsal
