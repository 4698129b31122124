#include "planner/machine.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "estimator/fit.h"

namespace probellm::planner {
namespace {

using core::Fact;
using core::MachineSpec;

/// A share that engines may use as VRAM of memory that CPU and GPU share.
constexpr double kShareOfUnifiedMemory = 0.9;

std::string mts(double transfers) { return std::to_string(std::lround(transfers / 1e6)); }

void put_cpu(core::Machine& machine, const MachineSpec& spec) {
  const std::string source = spec.cpu.source;
  core::Cpu& cpu = machine.cpu;
  cpu.model = Fact<std::string>::known(spec.cpu.name, "the specification");
  cpu.sockets = Fact<int>::known(spec.sockets, "the specification");
  if (spec.cpu.cores > 0) cpu.cores = Fact<int>::known(spec.cpu.cores * spec.sockets, source);
  cpu.isa = spec.cpu.isa;
  if (spec.cpu.read_limit)
    cpu.read_limit = Fact<core::BytesPerSecond>::known(*spec.cpu.read_limit * spec.sockets, source);
}

void put_memory(core::Machine& machine, const core::Modules& modules, const Running& running,
                const MachineSpec& spec) {
  const core::Bytes total = modules.each * std::max(1, modules.count);
  const std::string words =
      modules.count > 0 ? std::to_string(modules.count) + " modules" : "the specification";
  core::Memory& memory = machine.memory;
  memory.total = Fact<core::Bytes>::known(total, words);
  memory.type = Fact<std::string>::known(modules.type.empty() ? spec.cpu.memory_type : modules.type, words);
  memory.channels.populated = Fact<int>::known(running.channels_filled, words);
  memory.channels.possible = Fact<int>::known(running.channels, spec.cpu.source);
  memory.theoretical_bandwidth = Fact<core::BytesPerSecond>::known(
      running.bandwidth, std::to_string(running.channels_filled) + " channels x " +
                             mts(running.transfers_per_second) + " MT/s x 8 bytes" +
                             (running.slowed_by.empty() ? "" : ": " + running.slowed_by));
}

core::Result<std::vector<core::Gpu>> gpus_of(const MachineSpec& spec) {
  std::vector<core::Gpu> gpus;
  for (const core::GpuSet& set : spec.gpus) {
    const auto memory = set.memory ? set.memory : set.spec.memory;
    if (!memory)
      return core::Error{core::ErrorKind::Malformed, "\"" + set.spec.name +
                                                         "\": comes with several sizes of memory; say which, "
                                                         "as " +
                                                         set.spec.name + " 24GB"};
    const std::string source = "specification of the " + set.spec.name;
    core::Gpu gpu;
    gpu.vendor = set.spec.vendor;
    gpu.name = set.spec.name;
    gpu.vram_total = Fact<core::Bytes>::known(*memory, source);
    gpu.vram_bandwidth = Fact<core::BytesPerSecond>::known(set.spec.bandwidth, source);
    if (set.spec.matrix_rate)
      gpu.matrix_rate = Fact<core::FlopsPerSecond>::known(*set.spec.matrix_rate, source);
    gpus.insert(gpus.end(), static_cast<std::size_t>(set.count), gpu);
  }
  return gpus;
}

/// Memory on the CPU's own package serves its GPU as well.
bool is_unified(const core::CpuSpec& cpu) {
  return cpu.vendor == "Apple" ||
         (cpu.memory_type.starts_with("LPDDR") && cpu.words.find("Max") != std::string::npos);
}

void put_unified_gpu(std::vector<core::Gpu>& gpus, const core::Machine& machine, const core::CpuSpec& cpu) {
  const auto total = static_cast<double>(machine.memory.total->value);
  core::Gpu gpu;
  gpu.vendor = cpu.vendor;
  gpu.name = cpu.name;
  gpu.vram_total =
      Fact<core::Bytes>::known({std::llround(total * kShareOfUnifiedMemory)}, "nine tenths of the memory");
  gpu.vram_bandwidth = machine.memory.theoretical_bandwidth;
  gpu.unified = Fact<std::string>::known(cpu.name, "the specification");
  gpus.push_back(std::move(gpu));
}

/// A bandwidth that somebody states, as if it had been measured within a tenth.
core::Measurement stated(std::string_view id, core::BytesPerSecond rate, const std::string& source) {
  core::Measurement row;
  row.id = id;
  row.median = rate.value;
  row.samples = {rate.value};
  row.spread = 0.1;
  row.status = core::Status::Ok;
  row.quality.grade = 'B';
  row.variant = source;
  return row;
}

void put_disk(Specified& specified, const core::DiskSpec& spec) {
  constexpr core::Bytes kEnough{std::int64_t{1} << 43};
  core::Disk disk;
  disk.mount_point = "/";
  disk.kind = Fact<std::string>::known(spec.kind, "the specification");
  disk.free = Fact<core::Bytes>::known(spec.size.value_or(kEnough), "the specification");
  specified.machine.disks = {disk};
  if (spec.read) specified.measurements.rows.push_back(stated(core::kDiskRead, *spec.read, "as specified"));
}

}  // namespace

core::Result<Specified> machine_of(const MachineSpec& spec) {
  const auto running = run_modules(spec.cpu, spec.sockets, *spec.memory);
  if (!running) return core::Error{running.error().kind, "\"" + spec.text + "\": " + running.error().what};
  Specified specified;
  core::Machine& machine = specified.machine;
  machine.host.name = spec.text;
  put_cpu(machine, spec);
  put_memory(machine, *spec.memory, *running, spec);
  auto gpus = gpus_of(spec);
  if (!gpus) return gpus.error();
  if (is_unified(spec.cpu) && gpus->empty()) put_unified_gpu(gpus.value(), machine, spec.cpu);
  machine.gpus = Fact<std::vector<core::Gpu>>::known(std::move(gpus.value()), "the specification");
  if (spec.disk) put_disk(specified, *spec.disk);
  if (spec.read)
    specified.measurements.rows.push_back(stated(core::kMemoryRead, *spec.read, spec.read_source));
  specified.running = *running;
  return specified;
}

core::Result<Outcome> outcome_of(const MachineSpec& spec, const estimator::Question& question) {
  const auto specified = machine_of(spec);
  if (!specified) return specified.error();
  const auto fit = estimator::fit(specified->machine, specified->measurements, question);
  if (!fit) return fit.error();
  return Outcome{specified->running, *fit};
}

}  // namespace probellm::planner
