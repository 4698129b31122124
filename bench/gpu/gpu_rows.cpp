#include "bench/gpu/gpu_rows.h"

#include <string>
#include <utility>

#include "bench/gpu/arithmetic_rows.h"
#include "bench/gpu/bandwidth_rows.h"
#include "bench/gpu/device_run.h"
#include "bench/gpu/link_rows.h"
#include "bench/quality.h"

namespace probellm::bench {
namespace {

using core::Measurement;
using Rows = std::vector<Measurement>;

constexpr core::Seconds kTimeForEach{3.0};
constexpr core::Seconds kTimeForQuick{1.0};
constexpr core::Seconds kTimeForFull{20.0};
/// Nobody waits for what isn't a GPU unless they asked for it.
constexpr core::Seconds kTimeForOther{8.0};
/// What a driver keeps for itself, and less than which no program runs in.
constexpr core::Bytes kOfTheDriver{core::kGiB};
constexpr double kBusy = 0.05;

core::Bytes host_room(const Session& session) {
  const auto& usable = session.machine.memory.usable;
  const auto share = static_cast<std::int64_t>(session.plan.share_of_usable_memory * 1000);
  return usable ? core::Bytes{usable->value / 1000 * share} : core::Bytes{core::kGiB};
}

std::string gib(core::Bytes bytes) {
  const std::string tenths = std::to_string(bytes.value * 10 / core::kGiB);
  return (tenths.size() < 2 ? "0" : tenths.substr(0, tenths.size() - 1)) + "." + tenths.back() + " GiB";
}

/// What others do with the device, as far as its driver tells.
std::vector<Warning> warnings_of_others(const gpu::DeviceInfo& info, std::optional<core::Bytes> free,
                                        const Session& session) {
  std::vector<Warning> warnings;
  if (free && !info.is_unified && info.memory - *free > kOfTheDriver + core::Bytes{info.memory.value / 50})
    warnings.push_back({'B', gib(info.memory - *free) + " of its " + gib(info.memory) +
                                 " are taken by other programs: stop them and repeat"});
  if (!session.gpu_states || info.pci_address.empty()) return warnings;
  for (const core::GpuState& state : session.gpu_states())
    if (state.pci_address == info.pci_address && state.busy && *state.busy > kBusy)
      warnings.push_back({'D', "another program ran on it " + percent(*state.busy) +
                                   " of the second before: stop it and repeat"});
  return warnings;
}

/// What the machine says of a GPU at that address, or that a driver shows under a name like it.
std::optional<core::Bytes> free_memory(const core::Machine& machine, const gpu::DeviceInfo& info) {
  if (!machine.gpus) return std::nullopt;
  const auto has_name = [&](const core::Gpu& gpu) {
    return gpu.name.find(info.name) != std::string::npos || info.name.find(gpu.name) != std::string::npos;
  };
  for (const core::Gpu& gpu : *machine.gpus)
    if (gpu.vram_free && (info.pci_address.empty() ? has_name(gpu) : gpu.pci_address == info.pci_address))
      return *gpu.vram_free;
  return std::nullopt;
}

bool is_wanted_device(const Session& session, const gpu::DeviceInfo& info, int index) {
  const auto& chosen = session.plan.device;
  return chosen ? *chosen == index : info.kind == gpu::Kind::Gpu;
}

core::Seconds time_for(const Session& session, const gpu::DeviceInfo& info) {
  if (info.kind != gpu::Kind::Gpu) return kTimeForOther;
  switch (session.plan.depth) {
    case Depth::Quick:
      return kTimeForQuick;
    case Depth::Normal:
      return kTimeForEach;
    case Depth::Full:
      return kTimeForFull;
  }
  return kTimeForEach;
}

Rows row_for_all(const core::Machine& machine, core::Status status, std::string reason) {
  Measurement row;
  row.id = core::kVramRead;
  if (machine.gpus && !machine.gpus->empty()) row.device = machine.gpus->front().name;
  return {without_number(std::move(row), status, std::move(reason))};
}

std::string why_none(const Session& session, const gpu::Devices& shown, int number) {
  if (session.plan.device && number > 0)
    return "no device has that number: drivers show " + std::to_string(number);
  std::string reasons;
  for (const std::string& reason : shown.reasons) reasons += (reasons.empty() ? "" : "; ") + reason;
  return reasons.empty() ? "no driver shows a GPU to CUDA or OpenCL" : reasons;
}

void append(Rows& rows, Rows more) {
  for (Measurement& row : more) rows.push_back(std::move(row));
}

}  // namespace

std::string name_of(const DeviceToMeasure& wanted) {
  const gpu::DeviceInfo& info = wanted.device->info();
  const std::string address = info.pci_address.empty() ? "" : ", " + info.pci_address;
  return "#" + std::to_string(wanted.index) + " " + info.name + " (" + std::string(gpu::name_of(info.kind)) +
         ", " + info.driver + address + ")";
}

Rows measure_device(DeviceToMeasure& wanted, const Session& session, core::Seconds time) {
  gpu::Device& device = *wanted.device;
  DeviceRun run{device, name_of(wanted), session, session.now() + time};
  const auto without_numbers = [&](core::Status status, const std::string& reason) {
    return Rows{without_number(row_of(run, memory_id(device.info(), "read")), status, reason)};
  };
  if (const auto free = device.free_memory())
    wanted.free = *free;
  else if (free.error().kind != core::ErrorKind::NotFound)
    return without_numbers(core::Status::Failed, free.error().what);
  const auto sizes = array_sizes(device.info(), wanted.free, host_room(session));
  if (!sizes) return without_numbers(core::Status::Skipped, sizes.error().what);
  run.warnings = warnings_of_others(device.info(), wanted.free, session);
  const auto allocated = device.allocate(sizes->each, sizes->first);
  if (!allocated) return without_numbers(core::Status::Failed, allocated.error().what);
  run.sizes = *sizes;
  wanted.has_arrays = sizes->each;
  run.reading = device.shapes().front();
  std::vector<RowOf> wanted_rows = bandwidth_rows(run);
  for (const auto& more : {link_rows(run), arithmetic_rows(run)})
    wanted_rows.insert(wanted_rows.end(), more.begin(), more.end());
  Rows rows;
  for (std::size_t i = 0; i < wanted_rows.size(); ++i) {
    run.rows_left = static_cast<int>(wanted_rows.size() - i);
    rows.push_back(wanted_rows[i](run));
  }
  return rows;
}

Rows measure_gpus(const Session& session) {
  const core::Machine& machine = session.machine;
  const bool has_gpus = machine.gpus && !machine.gpus->empty();
  if (session.plan.gpus == Gpus::Left) return {};
  if (session.plan.gpus == Gpus::Too && !has_gpus && !session.plan.device) return {};
  if (session.stop) return row_for_all(machine, core::Status::Skipped, "interrupted");
  auto shown = gpu::open_devices();
  Rows rows;
  std::vector<DeviceToMeasure> measured;
  int index = 0;
  for (auto& device : shown.all) {
    DeviceToMeasure wanted{std::move(device), index++, {}};
    if (!is_wanted_device(session, wanted.device->info(), wanted.index)) continue;
    wanted.free = free_memory(machine, wanted.device->info());
    append(rows, measure_device(wanted, session, time_for(session, wanted.device->info())));
    measured.push_back(std::move(wanted));
  }
  if (session.plan.depth != Depth::Quick) append(rows, measure_together(measured, session, kTimeForEach));
  if (!rows.empty()) return rows;
  return row_for_all(machine, core::Status::Unsupported, why_none(session, shown, index));
}

}  // namespace probellm::bench
