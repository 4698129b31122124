#include "tests/report/invented.h"

namespace probellm::tests {
namespace {

using core::Measurement;
using core::Unit;
using Rows = std::vector<Measurement>;

std::string with_type(std::string_view prefix, const char* type) { return std::string(prefix) + type; }

void add_headlines(Rows& rows) {
  rows.push_back(row_of(std::string(core::kMemoryRead), 60e9, 4));
  rows.push_back(row_of(std::string(core::kMemoryReadOneThread), 20e9, 1));
  Measurement copy = row_of(std::string(core::kMemoryCopy), 40e9, 4);
  copy.bus_bytes_per_sample = core::Bytes{1'500'000};
  copy.variant = "AVX2, 32-byte stores, 100 % on 2 MiB pages";
  copy.losers = {{"16-byte stores", 30e9}, {"64-byte stores", 20e9}};
  copy.race_median = 40e9;
  rows.push_back(copy);
  rows.push_back(row_of(std::string(core::kMemoryReadSmallPages), 45e9, 4));
  rows.push_back(row_of(std::string(core::kBarrier), 61e-9, 4, {}, Unit::Time));
}

void add_curves(Rows& rows) {
  for (int threads = 1; threads <= 4; ++threads) {
    rows.push_back(
        row_of(std::string(core::kMemoryReadByThreads), threads < 3 ? threads * 20e9 : 60e9, threads));
    rows.push_back(row_of(std::string(core::kBarrierByThreads), threads * 20e-9, threads, {}, Unit::Time));
  }
  for (double node : {0.0, 1.0})
    for (double memory : {0.0, 1.0})
      rows.push_back(row_of(std::string(core::kMemoryReadNuma), node == memory ? 31e9 : 17e9, 2,
                            {{"cpu_node", node}, {"memory_node", memory}}));
  for (double block : {4096.0, 65536.0, 1048576.0})
    rows.push_back(
        row_of(std::string(core::kMemoryReadRandom), block > 1e5 ? 54e9 : 15e9, 4, {{"block_bytes", block}}));
  for (double page : {2097152.0, 4096.0})
    for (double set : {16384.0, 33554432.0, 8589934592.0})
      rows.push_back(row_of(std::string(core::kMemoryLatency), 1e-9 + set * (page > 5000 ? 3e-17 : 5e-17), 1,
                            {{"working_set_bytes", set}, {"page_bytes", page}}, Unit::Time));
}

void add_inference(Rows& rows) {
  for (const char* type : {"q4_k", "q8_0"}) {
    rows.push_back(row_of(with_type(core::kDecodeExperts, type), 30e9, 4));
    rows.push_back(row_of(with_type(core::kDecodeLayer, type), 0.004, 4, {}, Unit::Time));
    for (double batch : {1.0, 32.0, 512.0})
      rows.push_back(
          row_of(with_type(core::kPrefillMatmul, type), batch * 1e9, 4, {{"batch", batch}}, Unit::FlopRate));
  }
  for (double depth : {0.0, 8192.0})
    rows.push_back(row_of(std::string(core::kDecodeAttention), 1e-4 + depth * 1e-8, 4,
                          {{"depth_tokens", depth}}, Unit::Time));
}

}  // namespace

core::Measurements invented_measurements() {
  core::Measurements measurements;
  add_headlines(measurements.rows);
  add_curves(measurements.rows);
  add_inference(measurements.rows);
  measurements.rows.push_back(row_of("future.thing", 5e9, 4, {{"colour", 7}}));
  measurements.rows.push_back(missing_row(core::kDiskRead, "no large files"));
  measurements.context.duration_seconds = 7.9;
  core::MachineState state{"one cache group", {{0, 1, {61e-9}}}, 1.9, 3.5e9};
  measurements.context.state_before = state;
  measurements.context.state_after = state;
  return measurements;
}

core::Machine invented_machine() {
  core::Machine machine;
  machine.host.name = "invented";
  machine.cpu.sockets = core::Fact<int>::known(2, "test");
  machine.memory.theoretical_bandwidth = core::Fact<core::BytesPerSecond>::known({100e9}, "spec");
  machine.numa.nodes = {{0, {}, {0, 1}, {}}, {1, {}, {2, 3}, {}}};
  machine.limits.cpus = {0, 1, 2, 3};
  return machine;
}

}  // namespace probellm::tests
