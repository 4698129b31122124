#include <algorithm>
#include <string>
#include <thread>
#include <utility>

#include "bench/gpu/contents.h"
#include "bench/gpu/device_run.h"
#include "bench/gpu/gpu_rows.h"
#include "bench/statistics.h"

namespace probellm::bench {
namespace {

using core::Measurement;
using core::Result;
using core::Seconds;
using Devices = std::vector<DeviceToMeasure>;

constexpr core::Bytes kMost{256 * core::kMiB};
constexpr int kTimes = 20;
constexpr std::size_t kSamples = 7;

/// What every device has an array of.
core::Bytes stretch_of(const Devices& devices) {
  core::Bytes stretch = kMost;
  for (const DeviceToMeasure& each : devices)
    stretch = std::min(stretch, each.has_arrays.value_or(core::Bytes{}));
  return stretch;
}

/// What one device does again and again while all others do the same.
using Doing = std::function<Result<Seconds>(gpu::Device&)>;

/// What one device gets through: the median of several times; the first error.
Result<double> rate_of_one(gpu::Device& device, double bytes, const Doing& doing) {
  std::vector<double> rates;
  for (int time = 0; time < kTimes; ++time) {
    const auto took = doing(device);
    if (!took) return took.error();
    rates.push_back(bytes / took->value);
  }
  return median_of(std::move(rates));
}

/// The sum of what the devices get through, each in a thread of its own; the first error of any.
Result<double> rate_of_all(Devices& devices, double bytes, const Doing& doing) {
  std::vector<Result<double>> rates(devices.size(), 0.0);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < devices.size(); ++i)
    threads.emplace_back([&, i] { rates[i] = rate_of_one(*devices[i].device, bytes, doing); });
  for (std::thread& thread : threads) thread.join();
  double sum = 0;
  for (const auto& rate : rates) {
    if (!rate) return rate.error();
    sum += *rate;
  }
  return sum;
}

Measurement at_once_row(Devices& devices, const Session& session, const char* id, double bytes,
                        const Doing& doing) {
  Measurement row;
  row.id = id;
  row.device = std::to_string(devices.size()) + " GPUs at once";
  row.at["devices"] = static_cast<double>(devices.size());
  row.bytes_per_sample = {static_cast<std::int64_t>(bytes) * static_cast<std::int64_t>(devices.size())};
  Samples samples;
  while (samples.values.size() < kSamples && !session.stop) {
    const auto rate = rate_of_all(devices, bytes, doing);
    if (!rate) return without_number(std::move(row), core::Status::Failed, rate.error().what);
    samples.values.push_back(*rate);
  }
  return with_samples(std::move(row), std::move(samples));
}

Measurement hop_row(DeviceToMeasure& from, DeviceToMeasure& to, core::Bytes bytes, DeviceRun& run) {
  Measurement row = row_of(run, "vram.peer");
  row.at = {{"from_device", from.index}, {"to_device", to.index}};
  const auto once = [&]() -> Result<Seconds> {
    const auto hop = from.device->copy_to(*to.device, bytes);
    if (!hop) return hop.error();
    row.variant = hop->is_direct ? "straight" : "through the host's memory";
    return hop->time;
  };
  const auto first = once();
  const std::uint32_t expected = contents_of(0).sum(0, static_cast<std::uint64_t>(bytes.value) / 4);
  if (first) {
    const auto arrived = to.device->run({gpu::Kernel::Read, 2, bytes}, to.device->shapes().front());
    if (!arrived || arrived->sum != expected)
      return without_number(std::move(row), core::Status::Failed, "other data arrived than was sent");
  }
  return sampled(run, row, static_cast<double>(bytes.value), once);
}

}  // namespace

std::vector<Measurement> measure_together(Devices& devices, const Session& session, Seconds time) {
  std::vector<Measurement> rows;
  // Those that couldn't be measured alone can't be with others.
  std::erase_if(devices, [](const DeviceToMeasure& each) {
    return each.device->info().kind != gpu::Kind::Gpu || !each.has_arrays;
  });
  if (devices.size() < 2) return rows;
  const Seconds end = session.now() + time;
  const core::Bytes stretch = stretch_of(devices);
  const auto bytes = static_cast<double>(stretch.value);
  const Doing read = [&](gpu::Device& device) {
    return time_of(device.run({gpu::Kernel::Read, 0, stretch}, device.shapes().front()));
  };
  rows.push_back(at_once_row(devices, session, "vram.read.at_once", bytes, read));
  bool has_memory = true;
  for (DeviceToMeasure& each : devices)
    has_memory = has_memory && each.device->host_memory(stretch, true).ok();
  if (has_memory)
    rows.push_back(at_once_row(devices, session, "vram.upload.at_once", bytes,
                               [](gpu::Device& device) { return device.transfer(gpu::Direction::Upload); }));
  int left = static_cast<int>(devices.size() * (devices.size() - 1));
  for (DeviceToMeasure& from : devices)
    for (DeviceToMeasure& to : devices) {
      if (&from == &to) continue;
      DeviceRun run{*from.device, name_of(from), session, end};
      run.rows_left = left--;
      rows.push_back(hop_row(from, to, stretch, run));
    }
  return rows;
}

}  // namespace probellm::bench
