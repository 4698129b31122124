// What /proc/self/mountinfo can make its readers do: the parser, the choice of disks, and the redaction of
// captures.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "probe/capture/redaction.h"
#include "probe/devices/disk.h"
#include "probe/devices/mounts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace probellm::probe;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mounts = parse_mountinfo(text);
  if (mounts_for_weights(mounts).size() > mounts.size() || mount_holding(mounts, "/models").size() > 1)
    std::abort();
  Redaction redaction;
  const std::string once = redaction.of_file("/proc/self/mountinfo", text);
  if (parse_mountinfo(once).size() > mounts.size()) std::abort();
  return 0;
}
