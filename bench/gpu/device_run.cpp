#include "bench/gpu/device_run.h"

#include <algorithm>
#include <utility>

#include "bench/statistics.h"

namespace probellm::bench {
namespace {

constexpr std::size_t kFewest = 7;
constexpr std::size_t kFewestInTime = 3;
constexpr std::size_t kMost = 200;
constexpr double kEnough = 0.02;

/// The moment at which a row that begins now has had its share of what time is left.
core::Seconds end_of_share(const DeviceRun& run, double part = 1) {
  const core::Seconds now = run.session.now();
  return now + (run.end - now) * (part / std::max(1, run.rows_left));
}

std::vector<Warning> slowed_now(const DeviceRun& run) {
  std::vector<Warning> warnings = run.warnings;
  const std::string& address = run.device.info().pci_address;
  if (!run.session.gpu_states || address.empty()) return warnings;
  for (const core::GpuState& state : run.session.gpu_states())
    if (state.pci_address == address)
      for (const std::string& reason : state.slowed_by)
        warnings.push_back({'B', "its clock is held down by " + reason});
  return warnings;
}

}  // namespace

const Contents& contents_of(int array) {
  static const Contents first(0), second(1);
  return array == 0 ? first : second;
}

core::Measurement row_of(const DeviceRun& run, std::string id) {
  core::Measurement row;
  row.id = std::move(id);
  row.device = run.name;
  return row;
}

std::string memory_id(const gpu::DeviceInfo& info, const std::string& name) {
  return (info.kind == gpu::Kind::Gpu ? "vram." : "opencl.") + name;
}

bool is_over(const DeviceRun& run) { return run.session.stop || run.session.now() >= run.end; }

core::Error wrong_answer(std::string what) { return {core::ErrorKind::Failed, std::move(what)}; }

core::Measurement sampled(DeviceRun& run, core::Measurement row, double amount, const Once& once) {
  const Session& session = run.session;
  const core::Seconds until = end_of_share(run);
  Samples samples;
  if (row.unit == core::Unit::ByteRate) row.bytes_per_sample = {static_cast<std::int64_t>(amount)};
  if (row.unit == core::Unit::FlopRate) row.operations_per_sample = core::Flops{amount};
  for (std::size_t tries = 0; tries < kMost && !session.stop; ++tries) {
    const auto time = once();
    if (!time) {
      const bool is_lacking = time.error().kind == core::ErrorKind::Unsupported;
      return without_number(std::move(row), is_lacking ? core::Status::Unsupported : core::Status::Failed,
                            time.error().what);
    }
    if (time->value > 0)
      samples.values.push_back(row.unit == core::Unit::Time ? time->value : amount / time->value);
    const bool has_enough = samples.values.size() >= kFewest && spread_of(samples.values) <= kEnough;
    const bool has_few = samples.values.size() >= (is_over(run) ? kFewestInTime : kFewest);
    if (has_enough || (has_few && session.now() >= until)) break;
  }
  return with_samples(std::move(row), std::move(samples), slowed_now(run));
}

std::size_t fastest(DeviceRun& run, core::Measurement& row, double amount, const std::vector<Way>& ways) {
  constexpr double kShareToRace = 0.6;
  const core::Seconds until = end_of_share(run, kShareToRace);
  std::vector<std::pair<double, std::size_t>> tried;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    if ((is_over(run) || run.session.now() >= until) && !tried.empty()) break;
    static_cast<void>(ways[i].once());  // Compiles it and warms up.
    const auto time = ways[i].once();
    if (time && time->value > 0) tried.emplace_back(amount / time->value, i);
  }
  if (tried.empty()) return ways.size();
  std::sort(tried.rbegin(), tried.rend());
  row.variant = ways[tried.front().second].name;
  row.race_median = tried.front().first;
  for (std::size_t i = 1; i < tried.size(); ++i)
    row.losers.push_back({ways[tried[i].second].name, tried[i].first});
  return tried.front().second;
}

}  // namespace probellm::bench
