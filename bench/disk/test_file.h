#pragma once

#include <atomic>
#include <utility>

#include "bench/bench.h"
#include "bench/disk/disk_files.h"
#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// A file written with the user's consent, to be read back; its name is gone as soon as it is made and its
/// space when this ends, however the process ends.
class TestFile {
 public:
  /// Writes whole blocks of 8 MiB of random words until `wanted.size`, `time` or `stop`; Malformed where the
  /// path exists or the size is too small, Unsupported where the folder's disk has less than twice the room
  /// or isn't one, Failed with the kernel's reason.
  static core::Result<TestFile> write(const DiskTestFile& wanted, core::Seconds time,
                                      const std::atomic<bool>& stop);
  ~TestFile();
  TestFile(TestFile&& other) noexcept { *this = std::move(other); }
  TestFile& operator=(TestFile&& other) noexcept;

  /// Under a name that opens it as long as this lives, and as large as was written.
  const DiskFile& file() const { return file_; }

 private:
  TestFile() = default;

  int descriptor_ = -1;
  DiskFile file_{};
};

}  // namespace probellm::bench
