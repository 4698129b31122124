#include <sched.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <memory>

#include "probe/sources.h"
#include "probe/system/system_names.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

/// The CPUs that this process may run on, however many the kernel counts; none where it doesn't say.
std::vector<int> read_affinity() {
  constexpr int kMostCpus = 1 << 16;
  for (int count = 1024; count <= kMostCpus; count *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(count),
                                                               [](cpu_set_t* own) { CPU_FREE(own); });
    const std::size_t size = CPU_ALLOC_SIZE(count);
    if (!set) return {};
    CPU_ZERO_S(size, set.get());
    if (sched_getaffinity(0, size, set.get()) != 0) {
      if (errno == EINVAL) continue;
      return {};
    }
    std::vector<int> cpus;
    for (int cpu = 0; cpu < count; ++cpu)
      if (CPU_ISSET_S(static_cast<std::size_t>(cpu), size, set.get())) cpus.push_back(cpu);
    return cpus;
  }
  return {};
}

std::optional<core::Bytes> read_address_space_limit() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return std::nullopt;
  return core::Bytes{static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, kMostClaimedBytes))};
}

core::Result<FilesystemSpace> space_of(const std::string& path) {
  struct statvfs status = {};
  if (statvfs(path.c_str(), &status) != 0)
    return core::Error{core::ErrorKind::Failed, path + ": " + std::strerror(errno)};
  const auto block = static_cast<std::int64_t>(status.f_frsize);
  return FilesystemSpace{core::Bytes{static_cast<std::int64_t>(status.f_blocks) * block},
                         core::Bytes{static_cast<std::int64_t>(status.f_bavail) * block}};
}

core::Bytes model_files_below(const std::string& folder) {
  namespace fs = std::filesystem;
  constexpr int kMostEntries = 100'000;
  core::Bytes sum;
  std::error_code error;
  int entries = 0;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator() && ++entries < kMostEntries;
       entry.increment(error)) {
    const auto kind = entry->path().extension();
    std::error_code unreadable;
    if ((kind != ".gguf" && kind != ".safetensors") || !entry->is_regular_file(unreadable)) continue;
    const auto size = entry->file_size(unreadable);
    if (!unreadable) sum += core::Bytes{static_cast<std::int64_t>(size)};
  }
  return sum;
}

}  // namespace

Sources live_sources(std::string weights_dir) {
  Sources sources{SysRoot("/"), {}, std::nullopt, nvml_from_driver(), std::move(weights_dir), true};
  utsname names = {};
  if (uname(&names) == 0) {
    sources.process.host_name = printable(names.nodename);
    sources.process.kernel = printable(names.release);
  }
  sources.process.os = os_name(sources.sys);
  sources.process.is_root = geteuid() == 0;
  sources.process.affinity = read_affinity();
  sources.process.address_space_limit = read_address_space_limit();
  sources.process.filesystem_space = space_of;
  sources.process.model_files = model_files_below;
  return sources;
}

}  // namespace probellm::probe
