#include "bench/gpu/bandwidth_rows.h"

#include <random>
#include <string>
#include <utility>

namespace probellm::bench {
namespace {

using core::Measurement;
using gpu::Kernel;
using gpu::Shape;

/// A matrix of an expert of Kimi K2.6 in 4 bits, and all three of them.
constexpr core::Bytes kBlocks[] = {{8 * core::kMiB}, {24 * core::kMiB}};
constexpr std::size_t kBlocksOfOneRead = 64;

std::string words_of(const Shape& shape) {
  const std::string a_unit =
      shape.groups_per_unit == 0 ? "" : std::to_string(shape.groups_per_unit) + " a unit, ";
  return "groups of " + std::to_string(shape.group) + ", " + a_unit + std::to_string(shape.in_flight) +
         " in flight" + (shape.sharing == gpu::Sharing::Turns ? "" : ", in parts");
}

std::uint64_t words_of(core::Bytes bytes) { return static_cast<std::uint64_t>(bytes.value) / 4; }

/// Runs a kernel, and holds what it read against what it should have.
core::Result<core::Seconds> checked(DeviceRun& run, Kernel kernel, const Shape& shape) {
  const auto ran = run.device.run({kernel, 0, run.sizes.each}, shape);
  if (!ran) return ran.error();
  if (kernel == Kernel::Read && ran->sum != contents_of(0).sum(0, words_of(run.sizes.each)))
    return wrong_answer("the device computed something else than was asked");
  return ran->time;
}

/// Whether the third array holds what the kernel should have written there.
bool is_written(DeviceRun& run, Kernel kernel) {
  const std::uint64_t words = words_of(run.sizes.each);
  const auto written = run.device.run({Kernel::Read, 2, run.sizes.each}, run.reading);
  const std::uint32_t copied = contents_of(0).sum(0, words);
  return written &&
         written->sum == (kernel == Kernel::Copy ? copied : copied + 3 * contents_of(1).sum(0, words));
}

Measurement kernel_row(DeviceRun& run, const char* name, Kernel kernel, int arrays) {
  Measurement row = row_of(run, memory_id(run.device.info(), name));
  const double bytes = static_cast<double>(run.sizes.each.value) * arrays;
  const auto shapes = run.device.shapes();
  std::vector<Way> ways;
  for (const Shape& shape : shapes)
    ways.push_back({words_of(shape), [&run, kernel, shape] { return checked(run, kernel, shape); }});
  const std::size_t best = fastest(run, row, bytes, ways);
  if (best == ways.size()) {
    const auto reason = ways.front().once();
    return without_number(std::move(row), core::Status::Failed,
                          reason ? "no shape of the kernel ran" : reason.error().what);
  }
  if (kernel == Kernel::Read) run.reading = shapes[best];
  row = sampled(run, std::move(row), bytes, ways[best].once);
  if (kernel != Kernel::Read && row.status == core::Status::Ok && !is_written(run, kernel))
    return without_number(std::move(row), core::Status::Failed,
                          "the device wrote something else than was asked");
  return row;
}

Measurement gather_row(DeviceRun& run, core::Bytes block) {
  Measurement row = row_of(run, memory_id(run.device.info(), "gather"));
  row.at["block_bytes"] = static_cast<double>(block.value);
  if (run.sizes.first < block * 4)
    return without_number(std::move(row), core::Status::Skipped, "too little memory for blocks");
  std::mt19937_64 random(17);
  const auto places = static_cast<std::uint64_t>((run.sizes.first - block).value) / 64;
  std::vector<std::uint64_t> offsets(kBlocksOfOneRead);
  std::uint32_t expected = 0;
  for (std::uint64_t& offset : offsets) {
    offset = random() % places * 64;
    expected += contents_of(0).sum(offset / 4, words_of(block));
  }
  row.variant = words_of(run.reading) + ", from " + std::to_string(run.sizes.first.value >> 20) + " MiB";
  return sampled(run, std::move(row), static_cast<double>(block.value) * kBlocksOfOneRead,
                 [&]() -> core::Result<core::Seconds> {
                   const auto ran = run.device.gather(offsets, block, run.reading);
                   if (!ran) return ran.error();
                   if (ran->sum != expected)
                     return wrong_answer("the device read other blocks than was asked");
                   return ran->time;
                 });
}

}  // namespace

std::vector<RowOf> bandwidth_rows(const DeviceRun& run) {
  std::vector<RowOf> rows{[](DeviceRun& r) { return kernel_row(r, "read", Kernel::Read, 1); }};
  if (run.session.plan.depth == Depth::Quick) return rows;
  rows.emplace_back([](DeviceRun& r) { return kernel_row(r, "copy", Kernel::Copy, 2); });
  rows.emplace_back([](DeviceRun& r) { return kernel_row(r, "triad", Kernel::Triad, 3); });
  for (const core::Bytes block : kBlocks)
    rows.emplace_back([block](DeviceRun& r) { return gather_row(r, block); });
  return rows;
}

}  // namespace probellm::bench
