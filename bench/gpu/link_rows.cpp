#include "bench/gpu/link_rows.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include "bench/threads/pin.h"

namespace probellm::bench {
namespace {

using core::Measurement;
using core::Seconds;
using gpu::Direction;
using Words = std::span<std::uint32_t>;

constexpr core::Bytes kTransfer{256 * core::kMiB};

/// One row: what is copied, and from which memory.
struct Link {
  const char* name;
  Direction direction;
  bool is_pinned = true;
  /// The NUMA node whose memory it is, and one of its CPUs.
  std::optional<std::pair<int, int>> node{};
};

core::Bytes bytes_of(const DeviceRun& run) { return std::min(kTransfer, run.sizes.each); }

void fill(Words words) {
  const std::size_t period = std::min<std::size_t>(words.size(), gpu::kPeriod);
  for (std::size_t i = 0; i < period; ++i) words[i] = gpu::word_at(0, i);
  for (std::size_t at = period; at < words.size(); at += period)
    std::memcpy(&words[at], words.data(), std::min(period, words.size() - at) * sizeof words[0]);
}

/// Words that go up.
std::size_t sent(Direction direction, Words host) { return gpu::part_that_goes_up(direction, host.size()); }

/// Puts what is to be sent and fetched where it is sent and fetched from, and something else where it
/// arrives.
std::optional<core::Error> prepare(DeviceRun& run, Direction direction, Words host) {
  fill(host);
  const core::Bytes up{static_cast<std::int64_t>(sent(direction, host)) * 4};
  auto done = run.device.run({gpu::Kernel::Copy, 0, bytes_of(run)}, run.reading);
  if (done && up.value > 0) done = run.device.run({gpu::Kernel::Triad, 0, up}, run.reading);
  return done ? std::nullopt : std::optional(done.error());
}

/// Transfers once, and looks at what arrived.
std::optional<core::Error> why_wrong(DeviceRun& run, Direction direction, Words host) {
  const std::size_t up = sent(direction, host);
  std::fill(host.begin() + static_cast<std::ptrdiff_t>(up), host.end(), 0u);
  if (const auto time = run.device.transfer(direction); !time) return time.error();
  const Words down = host.subspan(up);
  const std::uint32_t arrived = std::accumulate(down.begin(), down.end(), std::uint32_t{0});
  if (arrived != contents_of(0).sum(up, down.size())) return wrong_answer("other data came than was asked");
  if (up == 0) return std::nullopt;
  const auto there = run.device.run({gpu::Kernel::Read, 2, {static_cast<std::int64_t>(up) * 4}}, run.reading);
  if (!there) return there.error();
  return there->sum == contents_of(0).sum(0, up)
             ? std::nullopt
             : std::optional(wrong_answer("other data arrived than was sent"));
}

Measurement transfer_row(DeviceRun& run, const Link& link) {
  Measurement row = row_of(run, memory_id(run.device.info(), link.name));
  const core::Bytes bytes = bytes_of(run);
  row.variant = (link.is_pinned ? "pinned, " : "pageable, ") + std::to_string(bytes.value >> 20) + " MiB";
  if (link.node) row.at["memory_node"] = link.node->first;
  const auto host = run.device.host_memory(bytes, link.is_pinned);
  if (!host) return without_number(std::move(row), core::Status::Failed, host.error().what);
  auto error = prepare(run, link.direction, *host);
  if (!error) error = why_wrong(run, link.direction, *host);
  if (error) return without_number(std::move(row), core::Status::Failed, error->what);
  return sampled(run, std::move(row), static_cast<double>(bytes.value),
                 [&] { return run.device.transfer(link.direction); });
}

/// The same by a thread of the node, whose memory the host's then is.
Measurement transfer_row_of_node(DeviceRun& run, const Link& link) {
  Measurement row;
  std::thread([&] {
    static_cast<void>(pin_this_thread(link.node->second));
    row = transfer_row(run, link);
  }).join();
  return row;
}

/// The nodes that this process may use, each with one of its CPUs.
std::vector<std::pair<int, int>> usable_nodes(const core::Machine& machine) {
  std::vector<std::pair<int, int>> nodes;
  for (const core::NumaNode& node : machine.numa.nodes) {
    const auto& usable = machine.limits.cpus;
    const auto cpu = std::find_first_of(node.cpus.begin(), node.cpus.end(), usable.begin(), usable.end());
    if (cpu != node.cpus.end()) nodes.emplace_back(node.id, *cpu);
  }
  return nodes;
}

}  // namespace

std::vector<RowOf> link_rows(const DeviceRun& run) {
  std::vector<RowOf> rows;
  const auto add = [&](Link link) {
    rows.emplace_back([link](DeviceRun& r) { return transfer_row(r, link); });
  };
  add({"upload", Direction::Upload});
  add({"download", Direction::Download});
  const bool is_gpu = run.device.info().kind == gpu::Kind::Gpu;
  if (run.session.plan.depth == Depth::Quick || !is_gpu) return rows;
  add({"both_ways", Direction::Both});
  add({"upload.pageable", Direction::Upload, false});
  add({"download.pageable", Direction::Download, false});
  const auto nodes = usable_nodes(run.session.machine);
  if (nodes.size() < 2) return rows;
  for (const auto& node : nodes)
    for (const auto& [name, direction] :
         {std::pair{"upload.numa", Direction::Upload}, {"download.numa", Direction::Download}})
      rows.emplace_back(
          [link = Link{name, direction, true, node}](DeviceRun& r) { return transfer_row_of_node(r, link); });
  return rows;
}

}  // namespace probellm::bench
