#include "bench/disk/disk_row.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "bench/disk/disk_files.h"
#include "bench/disk/disk_read.h"
#include "bench/disk/test_file.h"
#include "bench/quality.h"

namespace probellm::bench {
namespace {

using Rows = std::vector<core::Measurement>;

constexpr core::Bytes kLeastToRead = kLeastTestFile;
constexpr core::Bytes kMostToRead{2 * core::kGiB};
// Reads that are under way at once: enough for NVMe, as the kernel cuts each into dozens of commands.
constexpr std::size_t kReaders = 4;
// An expert of Kimi K2.6 at 4.5 bits is three matrices of 8 MiB, which lie together or apart; 1 MiB is what
// an engine's readahead fetches at best.
struct RandomReads {
  core::Bytes block;
  std::size_t readers;
};
constexpr std::array kRandomReads = {RandomReads{{24 * core::kMiB}, 4}, RandomReads{{8 * core::kMiB}, 4},
                                     RandomReads{{core::kMiB}, 8}};
// Each is kept open.
constexpr std::size_t kMostFiles = 64;
constexpr core::Seconds kMostTime{1.0};
constexpr core::Seconds kMostTimeAtRandom{2.0};
// Below these a search finds nothing and a reading is all start-up, however little time is left.
constexpr core::Seconds kLeastTime{0.1};
// Who asked for a test file waits for it.
constexpr core::Seconds kMostTimeToWrite{30};
constexpr std::array<std::string_view, 2> kMemoryFilesystems = {"tmpfs", "ramfs"};

// What there is to read, and what is to be said of it.
struct Source {
  std::string device;
  std::vector<DiskFile> files;
  std::vector<Warning> warnings;
  std::optional<TestFile> test_file;
};

std::vector<Warning> warnings_about(const core::Disk& disk) {
  if (!disk.kind || *disk.kind != "virtual") return {};
  return {{'B', "a virtual disk: the host may have answered from its own memory"}};
}

bool is_memory(const core::Disk& disk) {
  return std::find(kMemoryFilesystems.begin(), kMemoryFilesystems.end(), disk.filesystem) !=
         kMemoryFilesystems.end();
}

core::Result<Source> existing_files(const Session& session, core::Seconds time) {
  if (session.machine.disks.empty())
    return core::Error{core::ErrorKind::NotFound, "no disk was found to read from"};
  const core::Disk& disk = session.machine.disks.front();
  if (is_memory(disk))
    return core::Error{core::ErrorKind::Unsupported, disk.mount_point + " is memory, not a disk"};
  SearchBounds bounds;
  bounds.time = std::clamp(time * 0.5, kLeastTime, bounds.time);
  const std::string root = session.plan.weights_folder.value_or(disk.mount_point);
  auto files = find_large_files(root, bounds);
  if (bytes_in_blocks(files, kDiskBlock) < kLeastToRead)
    return core::Error{
        core::ErrorKind::NotFound,
        "no large files on " + root + " to read; put a .gguf there or name its folder with --weights DIR"};
  return Source{disk.mount_point, std::move(files), warnings_about(disk), std::nullopt};
}

core::Result<Source> written_file(const Session& session, const DiskTestFile& wanted, core::Seconds time) {
  auto test_file = TestFile::write(wanted, time, session.stop);
  if (!test_file) return test_file.error();
  const DiskFile file = test_file->file();
  if (file.size < kLeastToRead)
    return core::Error{core::ErrorKind::NotFound,
                       "less than 128 MiB of the test file could be written in time: give it more time"};
  Source source{wanted.path, {file}, {}, std::move(test_file.value())};
  if (file.size + kDiskBlock <= wanted.size)
    source.warnings.push_back({'B', "only " + percent(file.size / wanted.size) +
                                        " of the test file could be written in time: give it more time"});
  return source;
}

core::Result<Source> source_of(const Session& session, core::Seconds ceiling) {
  if (session.plan.disk_test_file)
    return written_file(session, *session.plan.disk_test_file, kMostTimeToWrite);
  return existing_files(session, ceiling);
}

std::string describe(const DiskReading& reading, const Source& source) {
  const std::string amount = "O_DIRECT, " + std::to_string(reading.bytes.value / core::kMiB) + " MiB";
  if (source.test_file) return amount + " of the test file";
  return amount + " of " + std::to_string(reading.files) + (reading.files == 1 ? " file" : " files");
}

// Readers wait more than they compute, so they may share the CPUs.
core::Result<std::unique_ptr<ThreadTeam>> start_readers(const std::vector<int>& cpus, std::size_t readers) {
  std::vector<int> used(cpus.empty() ? 0 : readers);
  for (std::size_t i = 0; i < used.size(); ++i) used[i] = cpus[i % cpus.size()];
  return ThreadTeam::start(used);
}

core::Measurement skipped(core::Measurement row, std::string reason) {
  return without_number(std::move(row), core::Status::Skipped, std::move(reason));
}

core::Measurement read_row(core::Measurement row, const Session& session, const Source& source, ReadPlan plan,
                           core::Seconds time) {
  row.device = source.device;
  if (plan.block * row.threads > room_left(session)) return skipped(std::move(row), too_little_room().what);
  const auto readers = start_readers(session.machine.limits.cpus, static_cast<std::size_t>(row.threads));
  if (!readers) return row_of_error(std::move(row), readers.error());
  plan.time = std::max(time, kLeastTime);
  auto reading = read_blocks(plan, *readers.value(), session.stop);
  if (!reading) return row_of_error(std::move(row), reading.error());
  if (session.stop) return skipped(std::move(row), "interrupted");
  row.variant = describe(*reading, source);
  row.bytes_per_sample = reading->bytes_per_sample;
  if (reading->samples.empty())
    return skipped(std::move(row), "less than 64 MiB could be read in time: give it more time");
  return with_samples(std::move(row), {std::move(reading.value().samples)}, source.warnings);
}

core::Measurement disk_row(std::string_view id, std::size_t readers) {
  core::Measurement row;
  row.id = id;
  row.threads = static_cast<int>(readers);
  return row;
}

core::Measurement sequential_row(const Session& session, const Source& source, core::Seconds time) {
  return read_row(disk_row(core::kDiskRead, kReaders), session, source,
                  {source.files, kDiskBlock, blocks_in_order(source.files, kDiskBlock, kMostToRead)},
                  std::min(time, kMostTime));
}

// Threads that wait in pread, not io_uring: 16 of them were no faster than 4 to 8 at any of the block sizes,
// so a deeper queue gains nothing, and many containers forbid it.
core::Measurement random_row(const Session& session, const Source& source, const RandomReads& reads,
                             core::Seconds time) {
  core::Measurement row = disk_row(core::kDiskReadRandom, reads.readers);
  row.at["block_bytes"] = static_cast<double>(reads.block.value);
  const std::span files(source.files.data(), std::min(source.files.size(), kMostFiles));
  return read_row(std::move(row), session, source,
                  {files, reads.block, blocks_at_random(files, reads.block, kMostToRead)},
                  std::min(time, kMostTimeAtRandom));
}

// What a user can change is skipped rather than unsupported.
core::Measurement without_source(const Session& session, const core::Error& error) {
  core::Measurement row = disk_row(core::kDiskRead, kReaders);
  if (!session.machine.disks.empty()) row.device = session.machine.disks.front().mount_point;
  const bool may_change = error.kind == core::ErrorKind::NotFound || error.kind == core::ErrorKind::Malformed;
  if (session.stop) return skipped(std::move(row), "interrupted");
  return may_change ? skipped(std::move(row), error.what) : row_of_error(std::move(row), error);
}

}  // namespace

Rows measure_disk(Session& session, core::Seconds ceiling) {
  const core::Seconds start = session.now();
  const auto source = source_of(session, ceiling);
  if (!source) return {without_source(session, source.error())};
  const core::Seconds end = (source->test_file ? session.now() : start) + ceiling;
  const std::size_t random = session.plan.depth == Depth::Full ? kRandomReads.size() : 0;
  const auto turn = [&](std::size_t left) {
    return (end - session.now()) * (1.0 / static_cast<double>(left));
  };
  Rows rows = {sequential_row(session, *source, turn(1 + random))};
  for (std::size_t i = 0; i < random; ++i)
    rows.push_back(random_row(session, *source, kRandomReads[i], turn(random - i)));
  return rows;
}

}  // namespace probellm::bench
