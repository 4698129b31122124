#include "bench/disk/disk_row.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/disk/disk_files.h"
#include "bench/disk/disk_read.h"
#include "bench/quality.h"

namespace probellm::bench {
namespace {

constexpr core::Bytes kLeastToRead{128 * core::kMiB};
// Reads of 8 MiB that are under way at once: enough for NVMe, as the kernel cuts each into dozens of
// commands.
constexpr std::size_t kReaders = 4;
constexpr core::Seconds kMostTime{1.0};
// Below these a search finds nothing and a reading is all start-up, however little time is left.
constexpr core::Seconds kLeastTime{0.1};
constexpr std::array<std::string_view, 2> kMemoryFilesystems = {"tmpfs", "ramfs"};

core::Bytes readable(const std::vector<DiskFile>& files) {
  core::Bytes sum;
  for (const DiskFile& file : files) sum += {file.size.value / kDiskBlock.value * kDiskBlock.value};
  return sum;
}

std::vector<Warning> warnings_about(const core::Disk& disk) {
  if (!disk.kind || *disk.kind != "virtual") return {};
  return {{'B', "a virtual disk: the host may have answered from its own memory"}};
}

std::string describe(const DiskReading& reading) {
  return "O_DIRECT, " + std::to_string(reading.bytes.value / core::kMiB) + " MiB of " +
         std::to_string(reading.files) + (reading.files == 1 ? " file" : " files");
}

// Readers wait more than they compute, so they may share the CPUs.
core::Result<std::unique_ptr<ThreadTeam>> start_readers(const std::vector<int>& cpus) {
  std::vector<int> used(cpus.empty() ? 0 : kReaders);
  for (std::size_t i = 0; i < used.size(); ++i) used[i] = cpus[i % cpus.size()];
  return ThreadTeam::start(used);
}

core::Measurement with_reading(core::Measurement row, const core::Disk& disk, DiskReading reading) {
  row.variant = describe(reading);
  row.bytes_per_sample = reading.bytes_per_sample;
  if (!reading.samples.empty())
    return with_samples(std::move(row), {std::move(reading.samples)}, warnings_about(disk));
  return without_number(std::move(row), core::Status::Skipped,
                        "less than 64 MiB could be read in time: give it more time");
}

bool is_memory(const core::Disk& disk) {
  return std::find(kMemoryFilesystems.begin(), kMemoryFilesystems.end(), disk.filesystem) !=
         kMemoryFilesystems.end();
}

std::vector<DiskFile> find_files(const std::string& root, core::Seconds ceiling) {
  SearchBounds bounds;
  bounds.time = std::clamp(ceiling * 0.5, kLeastTime, bounds.time);
  return find_large_files(root, bounds);
}

core::Measurement read_row(core::Measurement row, const Session& session, const std::vector<DiskFile>& files,
                           core::Seconds time) {
  const auto readers = start_readers(session.machine.limits.cpus);
  if (!readers) return row_of_error(std::move(row), readers.error());
  ReadBounds bounds;
  bounds.time = std::clamp(time, kLeastTime, kMostTime);
  auto reading = read_files(files, bounds, *readers.value(), session.stop);
  if (!reading) return row_of_error(std::move(row), reading.error());
  if (session.stop) return without_number(std::move(row), core::Status::Skipped, "interrupted");
  return with_reading(std::move(row), session.machine.disks.front(), std::move(reading.value()));
}

}  // namespace

core::Measurement measure_disk_read(Session& session, core::Seconds ceiling) {
  core::Measurement row;
  row.id = core::kDiskRead;
  if (session.machine.disks.empty())
    return without_number(std::move(row), core::Status::Skipped, "no disk was found to read from");
  const core::Disk& disk = session.machine.disks.front();
  row.device = disk.mount_point;
  row.threads = static_cast<int>(kReaders);
  if (is_memory(disk))
    return without_number(std::move(row), core::Status::Unsupported,
                          disk.mount_point + " is memory, not a disk");
  const std::string root = session.plan.weights_folder.value_or(disk.mount_point);
  const core::Seconds start = session.now();
  const auto files = find_files(root, ceiling);
  if (readable(files) < kLeastToRead)
    return without_number(
        std::move(row), core::Status::Skipped,
        "no large files on " + root + " to read; put a .gguf there or name its folder with --weights DIR");
  return read_row(std::move(row), session, files, ceiling - (session.now() - start));
}

}  // namespace probellm::bench
