#include "bench/memory/reading.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "bench/curve.h"
#include "bench/sampling.h"

namespace probellm::bench {
namespace {

constexpr core::Seconds kFloor{0.1};
constexpr core::Bytes kLeastToSlice{64 * core::kMiB};

std::uint64_t plain_sum(const Share& share) {
  std::uint64_t sum = 0;
  for (const Arrays& block : share)
    for (std::size_t i = 0; i < block.words; ++i) sum += block.a[i] + block.b[i] + block.c[i];
  return sum;
}

std::vector<std::uint64_t> plain_sums(ThreadTeam& team, const Shares& shares) {
  std::vector<std::uint64_t> sums(shares.size());
  team.run(static_cast<int>(shares.size()), [&](int worker) {
    const auto i = static_cast<std::size_t>(worker);
    sums[i] = plain_sum(shares[i]);
  });
  return sums;
}

core::Seconds read_once(Session& session, const Shares& shares, std::vector<std::uint64_t>& sums) {
  const StreamKernel read = session.read->run;
  return session.team.value()->timed(static_cast<int>(shares.size()), [&](int worker) {
    const auto i = static_cast<std::size_t>(worker);
    std::uint64_t sum = 0;
    for (const Arrays& block : shares[i]) sum += read(block, 0);
    sums[i] = sum;
  });
}

// A pass over all would leave a short row with few samples.
std::vector<Shares> slices_to_read(const Shares& shares) {
  const std::size_t count = bytes_of(shares) < kLeastToSlice ? 1 : kSlices;
  return slices_of(shares, count);
}

int readers_in(const Shares& shares) {
  return static_cast<int>(
      std::count_if(shares.begin(), shares.end(), [](const Share& share) { return !share.empty(); }));
}

}  // namespace

core::Measurement memory_row(std::string_view id) {
  core::Measurement row;
  row.id = id;
  row.device = "memory";
  return row;
}

core::Measurement measure_reading(Session& session, core::Measurement row, const Shares& shares,
                                  const std::vector<Warning>& warnings, core::Seconds ceiling) {
  row.threads = readers_in(shares);
  row.bytes_per_sample = bytes_of(shares);
  if (session.stop) return without_number(std::move(row), core::Status::Skipped, "interrupted");
  if (ceiling <= core::Seconds{}) return without_time(std::move(row));
  if (row.bytes_per_sample == core::Bytes{})
    return without_number(std::move(row), core::Status::Skipped,
                          "the arrays are too small for it: free memory or give it more time");

  const core::Seconds start = session.now();
  const std::vector<Shares> slices = slices_to_read(shares);
  row.bytes_per_sample = bytes_of(slices.front());
  std::vector<std::vector<std::uint64_t>> expected;
  for (const Shares& slice : slices) expected.push_back(plain_sums(*session.team.value(), slice));
  std::vector<std::uint64_t> sums(shares.size());
  read_once(session, shares, sums);
  bool right = true;
  std::size_t turn = 0;
  const core::Seconds left = std::max(ceiling - (session.now() - start), core::Seconds{});
  auto samples = take_samples(session, {std::min(kFloor, left), left}, [&] {
    const std::size_t slice = turn++ % slices.size();
    const core::Seconds time = read_once(session, slices[slice], sums);
    right = right && sums == expected[slice];
    return (row.bytes_per_sample / time).value;
  });
  if (!right)
    return without_number(std::move(row), core::Status::Failed,
                          "wrong result: the memory or the kernel is faulty");
  return with_samples(std::move(row), std::move(samples), warnings);
}

std::vector<Arrays> arena_parts(const Session& session) {
  std::vector<Arrays> parts;
  for (const ArenaPart& part : session.arena->parts) parts.push_back(part.arrays);
  return parts;
}

std::vector<int> team_cpus(const Session& session) {
  const auto& cpus = session.machine.limits.cpus;
  return {cpus.begin(), cpus.begin() + session.team.value()->size()};
}

}  // namespace probellm::bench
