#include "bench/gpu/gpu_rows.h"

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <utility>

#include "bench/gpu/sizes.h"
#include "bench/quality.h"
#include "bench/statistics.h"

namespace probellm::bench {
namespace {

using core::Measurement;
using Rows = std::vector<Measurement>;
using gpu::Kernel;
using gpu::Shape;

constexpr core::Seconds kTimeForEach{3.0};
/// Nobody waits for what isn't a GPU unless they asked for it.
constexpr core::Seconds kTimeForOther{8.0};
constexpr core::Bytes kBlock{8 * core::kMiB};
constexpr std::size_t kBlocks = 32;

std::vector<Shape> shapes_of(const gpu::DeviceInfo& info) {
  if (info.kind == gpu::Kind::Cpu)
    return {{gpu::Sharing::Parts, 1, 1},
            {gpu::Sharing::Parts, 1, 2},
            {gpu::Sharing::Parts, 1, 4},
            {gpu::Sharing::Parts, 4, 1}};
  std::vector<Shape> shapes;
  for (const int group : {128, 256, 512})
    for (const int groups : {2, 4, 8, 16}) shapes.push_back({gpu::Sharing::Turns, group, groups});
  shapes.push_back({gpu::Sharing::Parts, 64, 8});
  return shapes;
}

std::string words_of(const Shape& shape) {
  return std::to_string(shape.groups_per_unit) + " groups of " + std::to_string(shape.group) + " a unit, " +
         (shape.sharing == gpu::Sharing::Turns ? "in turns" : "in parts");
}

std::uint32_t sum_of(int array, std::uint64_t first, std::uint64_t words) {
  std::uint32_t sum = 0;
  for (std::uint64_t i = first; i < first + words; ++i) sum += gpu::word_at(array, i);
  return sum;
}

/// One device while it is measured.
class Measuring {
 public:
  Measuring(DeviceToMeasure& wanted, const Session& session, core::Seconds end)
      : device_(*wanted.device),
        info_(device_.info()),
        index_(wanted.index),
        free_(wanted.free),
        session_(session),
        end_(end) {}

  Rows all() {
    const auto size = array_size(info_, free_, host_room());
    if (!size) return without_numbers(core::Status::Skipped, size.error().what);
    const auto allocated = device_.allocate(*size);
    if (!allocated) return without_numbers(core::Status::Failed, allocated.error().what);
    size_ = *size;
    words_ = static_cast<std::uint64_t>(size_.value) / 4;
    for (int array = 0; array < 2; ++array) sums_[array] = sum_of(array, 0, words_);
    add(kernel_row("read", Kernel::Read, 1));
    add(kernel_row("copy", Kernel::Copy, 2));
    add(kernel_row("triad", Kernel::Triad, 3));
    add(gather_row());
    add(transfer_row("upload", gpu::Direction::Upload));
    add(transfer_row("download", gpu::Direction::Download));
    return std::move(rows_);
  }

 private:
  void add(Measurement row) {
    rows_.push_back(std::move(row));
    --rows_left_;
  }

  core::Bytes host_room() const {
    const auto& usable = session_.machine.memory.usable;
    const auto share = static_cast<std::int64_t>(session_.plan.share_of_usable_memory * 1000);
    return usable ? core::Bytes{usable->value / 1000 * share} : core::Bytes{core::kGiB};
  }

  Measurement row(const std::string& name) const {
    Measurement row;
    // What isn't a GPU has no VRAM.
    row.id = (info_.kind == gpu::Kind::Gpu ? "vram." : "opencl.") + name;
    row.device = "#" + std::to_string(index_) + " " + info_.name + " (" +
                 std::string(gpu::name_of(info_.kind)) + ", " + info_.driver + ")";
    return row;
  }

  Rows without_numbers(core::Status status, const std::string& reason) const {
    return {without_number(row("read"), status, reason)};
  }

  bool is_over() const { return session_.stop || session_.now() >= end_; }

  /// Samples until their median is known within 2 %, at least seven and at most a sixth of the time that is
  /// left.
  Measurement sampled(Measurement row, double bytes,
                      const std::function<core::Result<core::Seconds>()>& once) const {
    constexpr std::size_t kFewest = 7, kFewestInTime = 3, kMost = 200;
    constexpr double kEnough = 0.02;
    const core::Seconds until = session_.now() + (end_ - session_.now()) * (1.0 / rows_left_);
    Samples samples;
    row.bytes_per_sample = {static_cast<std::int64_t>(bytes)};
    while (samples.values.size() < kMost && !session_.stop) {
      const auto time = once();
      if (!time) return without_number(std::move(row), core::Status::Failed, time.error().what);
      if (time->value > 0) samples.values.push_back(bytes / time->value);
      const bool has_enough = samples.values.size() >= kFewest && spread_of(samples.values) <= kEnough;
      const bool has_few = samples.values.size() >= (session_.now() >= end_ ? kFewestInTime : kFewest);
      if (has_enough || (has_few && session_.now() >= until)) break;
    }
    return with_samples(std::move(row), std::move(samples));
  }

  /// Runs a kernel, and holds what it read or wrote against what it should have.
  core::Result<core::Seconds> checked(Kernel kernel, const Shape& shape) {
    const auto run = device_.run(kernel, shape, 0);
    if (!run) return run.error();
    const auto wrong =
        core::Error{core::ErrorKind::Failed, "the device computed something else than was asked"};
    if (kernel == Kernel::Read) return run->sum == sums_[0] ? core::Result<core::Seconds>(run->time) : wrong;
    return run->time;
  }

  /// Whether the third array holds what the kernel should have written there.
  bool is_written(Kernel kernel, const Shape& shape) {
    const auto written = device_.run(Kernel::Read, shape, 2);
    const std::uint32_t expected = kernel == Kernel::Copy ? sums_[0] : sums_[0] + 3 * sums_[1];
    return written && written->sum == expected;
  }

  Measurement kernel_row(const char* name, Kernel kernel, int arrays) {
    Measurement made = row(name);
    const double bytes = static_cast<double>(size_.value) * arrays;
    const auto shape = fastest(
        made, [&](const Shape& each) { return checked(kernel, each); }, bytes);
    if (!shape) return without_number(std::move(made), core::Status::Failed, "no shape of the kernel ran");
    if (kernel == Kernel::Read) reading_ = *shape;
    made = sampled(std::move(made), bytes, [&] { return checked(kernel, *shape); });
    if (kernel != Kernel::Read && made.status == core::Status::Ok && !is_written(kernel, reading_))
      return without_number(std::move(made), core::Status::Failed,
                            "the device wrote something else than was asked");
    return made;
  }

  std::optional<Shape> fastest(Measurement& made,
                               const std::function<core::Result<core::Seconds>(const Shape&)>& once,
                               double bytes) {
    std::vector<std::pair<double, Shape>> tried;
    for (const Shape& shape : shapes_of(info_)) {
      if (is_over() && !tried.empty()) break;
      static_cast<void>(once(shape));  // Compiles it and warms up.
      const auto time = once(shape);
      if (time && time->value > 0) tried.emplace_back(bytes / time->value, shape);
    }
    if (tried.empty()) return std::nullopt;
    std::sort(tried.begin(), tried.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    made.variant = words_of(tried.front().second);
    made.race_median = tried.front().first;
    for (std::size_t i = 1; i < tried.size(); ++i)
      made.losers.push_back({words_of(tried[i].second), tried[i].first});
    return tried.front().second;
  }

  Measurement gather_row() {
    Measurement made = row("gather");
    made.at["block_bytes"] = static_cast<double>(kBlock.value);
    if (size_ < kBlock * 4)
      return without_number(std::move(made), core::Status::Skipped, "too little memory for blocks");
    std::mt19937_64 random(17);
    const auto places = static_cast<std::uint64_t>((size_ - kBlock).value) / 64;
    std::vector<std::uint64_t> offsets(kBlocks);
    std::uint32_t expected = 0;
    for (std::uint64_t& offset : offsets) {
      offset = random() % places * 64;
      expected += sum_of(0, offset / 4, static_cast<std::uint64_t>(kBlock.value) / 4);
    }
    made.variant = words_of(reading_);
    return sampled(
        std::move(made), static_cast<double>(kBlock.value) * kBlocks, [&]() -> core::Result<core::Seconds> {
          const auto run = device_.gather(offsets, kBlock, reading_);
          if (!run) return run.error();
          if (run->sum != expected)
            return core::Error{core::ErrorKind::Failed, "the device read other blocks than was asked"};
          return run->time;
        });
  }

  Measurement transfer_row(const char* name, gpu::Direction direction) {
    const core::Bytes bytes = std::min(size_, core::Bytes{256 * core::kMiB});
    Measurement made = row(name);
    static_cast<void>(device_.transfer(direction, bytes));  // Pins the memory and touches it.
    made.variant = "pinned, " + std::to_string(bytes.value >> 20) + " MiB";
    return sampled(std::move(made), static_cast<double>(bytes.value),
                   [&] { return device_.transfer(direction, bytes); });
  }

  gpu::Device& device_;
  const gpu::DeviceInfo& info_;
  int index_;
  std::optional<core::Bytes> free_;
  const Session& session_;
  core::Seconds end_;
  core::Bytes size_;
  std::uint64_t words_ = 0;
  std::uint32_t sums_[2] = {};
  Shape reading_;
  Rows rows_;
  /// Those that still want their share of the time.
  int rows_left_ = 6;
};

/// What the machine says of a GPU that a driver shows under a name like it.
std::optional<core::Bytes> free_memory(const core::Machine& machine, const gpu::DeviceInfo& info) {
  if (!machine.gpus) return std::nullopt;
  for (const core::Gpu& gpu : *machine.gpus)
    if (gpu.vram_free &&
        (gpu.name.find(info.name) != std::string::npos || info.name.find(gpu.name) != std::string::npos))
      return *gpu.vram_free;
  return std::nullopt;
}

bool is_wanted_device(const Session& session, const gpu::DeviceInfo& info, int index) {
  const auto& chosen = session.plan.device;
  return chosen ? *chosen == index : info.kind == gpu::Kind::Gpu;
}

core::Seconds time_for(const gpu::DeviceInfo& info) {
  return info.kind == gpu::Kind::Gpu ? kTimeForEach : kTimeForOther;
}

Rows row_for_all(const core::Machine& machine, core::Status status, std::string reason) {
  Measurement row;
  row.id = core::kVramRead;
  if (machine.gpus && !machine.gpus->empty()) row.device = machine.gpus->front().name;
  return {without_number(std::move(row), status, std::move(reason))};
}

}  // namespace

Rows measure_device(DeviceToMeasure& wanted, const Session& session, core::Seconds time) {
  return Measuring(wanted, session, session.now() + time).all();
}

Rows measure_gpus(const Session& session) {
  const core::Machine& machine = session.machine;
  const bool has_gpus = machine.gpus && !machine.gpus->empty();
  if (session.plan.gpus == Gpus::Left) return {};
  if (session.plan.gpus == Gpus::Too && !has_gpus && !session.plan.device) return {};
  if (session.stop) return row_for_all(machine, core::Status::Skipped, "interrupted");
  auto devices = gpu::open_devices();
  if (!devices) return row_for_all(machine, core::Status::Unsupported, devices.error().what);
  Rows rows;
  int index = 0;
  for (auto& device : devices.value()) {
    DeviceToMeasure wanted{std::move(device), index++, {}};
    if (!is_wanted_device(session, wanted.device->info(), wanted.index)) continue;
    wanted.free = free_memory(machine, wanted.device->info());
    for (Measurement& row : measure_device(wanted, session, time_for(wanted.device->info())))
      rows.push_back(std::move(row));
  }
  if (!rows.empty()) return rows;
  return row_for_all(machine, core::Status::Unsupported,
                     session.plan.device ? "no device has that number: drivers show " + std::to_string(index)
                                         : "no driver shows a GPU to OpenCL");
}

}  // namespace probellm::bench
