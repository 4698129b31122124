// What /proc/self/cgroup, the mount table and a cgroup's files can make the readers do: the input's parts,
// divided by NUL.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probe/system/cgroup.h"
#include "probe/system/limits.h"
#include "probe/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace probellm::probe;
  auto parts = split({reinterpret_cast<const char*>(data), size}, '\0');
  parts.resize(5);
  const auto mounts = parse_mountinfo(parts[1]);
  for (const std::string& folder : cgroup_v2_folders(parts[0], mounts))
    if (folder.size() > size) std::abort();
  (void)cgroup_v1_folders(parts[0], mounts, "memory");
  const auto left = left_in_cgroup_v2({parts[2], parts[3], parts[4]});
  if (left && left->value < 0) std::abort();
  (void)left_in_cgroup_v1({parts[2], parts[3], parts[4]});
  (void)cpu_quota_v2(parts[2]);
  (void)cpu_quota_v1(parts[2], parts[3]);
  return 0;
}
