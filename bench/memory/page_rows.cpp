#include "bench/memory/page_rows.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <utility>

#include "bench/disk/disk_files.h"
#include "bench/memory/file_mapping.h"
#include "bench/memory/reading.h"

namespace probellm::bench {
namespace {

// As for the arena: enough for a pass to take a while, and four times what the caches hold.
constexpr core::Bytes kLeastToRead{128 * core::kMiB};
constexpr std::int64_t kTimesCaches = 4;
// What touching or loading may take of the time; the rest is for reading.
constexpr double kShareToTouch = 0.75;
constexpr std::size_t kPagesBetweenLooks = 512;

core::Bytes wanted(const core::Machine& machine) {
  return std::max(kLeastToRead, last_level_caches(machine) * kTimesCaches);
}

core::Measurement skip(core::Measurement row, std::string why) {
  return without_number(std::move(row), core::Status::Skipped, std::move(why));
}

core::Result<Arena> make_small_page_arena(Session& session, core::Seconds time) {
  ThreadTeam& team = *session.team.value();
  const core::Bytes array = wanted(session.machine);
  const auto plan_now = [&] { return plan_within(session.machine, array, room_left(session), team.size()); };
  auto plan = plan_now();
  if (!plan || plan->array < array) {
    give_up_arena(session);
    plan = plan_now();
  }
  if (!plan || plan->array < kLeastToRead) return too_little_room();
  plan.value().pages = Pages::Small;
  return make_arena(*plan, team, time, session.stop);
}

// Every page of the share is looked at once; false where time was over before.
bool load(const std::byte* start, std::size_t bytes, const Session& session, core::Seconds end) {
  const auto page = static_cast<std::size_t>(base_page().value);
  unsigned sum = 0;
  for (std::size_t i = 0; i * page < bytes; ++i) {
    if (i % kPagesBetweenLooks == 0 && (session.stop || session.now() >= end)) return false;
    sum += static_cast<unsigned>(*reinterpret_cast<const volatile std::byte*>(start + i * page));
  }
  return sum < ~0U;
}

core::Result<FileMapping> map_any(const std::vector<DiskFile>& files, core::Bytes least, core::Bytes most) {
  core::Error why{
      core::ErrorKind::NotFound,
      "no file of at least four times the caches to map; put a .gguf there or name its folder with "
      "--weights DIR"};
  for (const DiskFile& file : files) {
    auto mapping = FileMapping::make(file.path, {std::min(file.size.value, most.value)});
    if (mapping && mapping->size() >= least) return mapping;
    if (!mapping) why = mapping.error();
  }
  return why;
}

// A share of the mapping for each worker, of whole pages.
std::size_t bytes_each(const FileMapping& mapping, int workers) {
  return static_cast<std::size_t>(mapping.size().value / workers / base_page().value * base_page().value);
}

bool load_all(Session& session, const FileMapping& mapping, core::Seconds end) {
  ThreadTeam& team = *session.team.value();
  const std::size_t each = bytes_each(mapping, team.size());
  std::atomic<bool> loaded{true};
  team.run(team.size(), [&](int worker) {
    if (!load(mapping.data() + each * static_cast<std::size_t>(worker), each, session, end)) loaded = false;
  });
  return loaded;
}

Shares shares_of(const FileMapping& mapping, int workers) {
  const std::size_t each = bytes_each(mapping, workers);
  Shares shares;
  for (int worker = 0; worker < workers; ++worker)
    shares.push_back({thirds_of(mapping.words() + each / 8 * static_cast<std::size_t>(worker), each / 8)});
  return shares;
}

}  // namespace

core::Measurement measure_read_small_pages(Session& session, core::Seconds ceiling) {
  core::Measurement row = memory_row(core::kMemoryReadSmallPages);
  if (!session.team) return row_of_error(std::move(row), session.team.error());
  const core::Seconds end = session.now() + ceiling;
  auto arena = make_small_page_arena(session, ceiling * kShareToTouch);
  if (!arena) return row_of_error(std::move(row), arena.error());
  row.at["page_bytes"] = static_cast<double>(base_page().value);
  row.variant = kernel_name(session, *session.read);
  Shares shares;
  for (const ArenaPart& part : arena->parts) shares.push_back({part.arrays});
  row = measure_reading(session, std::move(row), shares, arena->warnings, end - session.now());
  // Touching it again would be the dear part of a short run; a long one wants more.
  if (session.plan.depth != Depth::Full) session.weights_memory = std::move(arena.value().memory);
  return row;
}

core::Measurement measure_read_file_mapping(Session& session, core::Seconds ceiling) {
  core::Measurement row = memory_row(core::kMemoryReadFileMapping);
  if (!session.team) return row_of_error(std::move(row), session.team.error());
  if (session.machine.disks.empty()) return skip(std::move(row), "no disk was found to map a file from");
  const core::Seconds end = session.now() + ceiling;
  const core::Bytes least = last_level_caches(session.machine) * kTimesCaches;
  const core::Bytes most = std::min(wanted(session.machine), room_left(session));
  SearchBounds bounds;
  bounds.least_size = std::max(least, bounds.least_size);
  const auto files = find_large_files(
      session.plan.weights_folder.value_or(session.machine.disks.front().mount_point), bounds);
  const auto mapping = map_any(files, bounds.least_size, most);
  if (!mapping) return skip(std::move(row), mapping.error().what);
  row.variant = kernel_name(session, *session.read);
  row.variant += ", " + std::to_string(mapping->size().value / core::kMiB) + " MiB of a file";
  row.at["page_bytes"] = static_cast<double>(base_page().value);
  if (!load_all(session, *mapping, end - ceiling * (1 - kShareToTouch)))
    return skip(std::move(row), session.stop
                                    ? "interrupted"
                                    : "the file isn't in memory and loading it takes too long: repeat, "
                                      "or give it more time");
  return measure_reading(session, std::move(row), shares_of(*mapping, session.team.value()->size()), {},
                         end - session.now());
}

}  // namespace probellm::bench
