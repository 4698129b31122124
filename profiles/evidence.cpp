#include "profiles/evidence.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/names.h"
#include "profiles/toml_fields.h"
#include "profiles/toml_file.h"

namespace probellm::profiles {
namespace {

using core::Fact;

constexpr double kMostGb = 1e6;
// A published bandwidth is one number of somebody's tool.
constexpr double kSpreadOfPublished = 0.05;

core::Bytes gib(double value) { return {std::llround(value * static_cast<double>(core::kGiB))}; }

/// GPUs that share the machine's memory are one GPU with nearly all of it.
constexpr double kShareOfUnifiedMemory = 0.9;

void read_gpus(const TomlFields& machine, core::Machine& into, const std::string& source) {
  std::vector<core::Gpu> gpus;
  for (const TomlFields& fields : machine.tables("gpu")) {
    core::Gpu gpu;
    gpu.name = fields.text("name");
    gpu.vram_total = Fact<core::Bytes>::known(gib(fields.number("vram_gib", kMostGb)), source);
    gpu.vram_bandwidth = Fact<core::BytesPerSecond>::known(
        {fields.number("bandwidth_gb_s", kMostGb) * core::kGB}, "the vendor's specification");
    gpus.insert(gpus.end(), static_cast<std::size_t>(fields.whole("count", 1, 64)), gpu);
  }
  into.gpus = Fact<std::vector<core::Gpu>>::known(std::move(gpus), source);
}

void read_memory(const TomlFields& fields, PublishedMachine& into, const std::string& source) {
  core::Machine& machine = into.machine;
  if (fields.has("memory_gib"))
    machine.memory.total = Fact<core::Bytes>::known(gib(fields.number("memory_gib", kMostGb)), source);
  if (fields.has("memory_type"))
    machine.memory.type = Fact<std::string>::known(fields.text("memory_type"), source);
  if (fields.has("theoretical_gb_s"))
    machine.memory.theoretical_bandwidth =
        Fact<core::BytesPerSecond>::known({fields.number("theoretical_gb_s", kMostGb) * core::kGB}, source);
  if (fields.optional_flag("unified") && machine.memory.total) {
    core::Gpu gpu;
    gpu.name = machine.cpu.model ? *machine.cpu.model : "unified memory";
    const auto total = static_cast<double>(machine.memory.total->value);
    gpu.vram_total = Fact<core::Bytes>::known({std::llround(total * kShareOfUnifiedMemory)}, source);
    gpu.vram_bandwidth = machine.memory.theoretical_bandwidth;
    gpu.unified = Fact<std::string>::known(gpu.name, source);
    machine.gpus = Fact<std::vector<core::Gpu>>::known({gpu}, source);
  }
  if (!fields.has("read_gb_s")) return;
  core::Measurement read;
  read.id = core::kMemoryRead;
  read.median = fields.number("read_gb_s", kMostGb) * core::kGB;
  read.spread = kSpreadOfPublished;
  read.status = core::Status::Ok;
  read.quality.grade = 'B';
  into.measurements.rows.push_back(std::move(read));
}

void read_disk(const TomlFields& fields, PublishedMachine& into) {
  core::Disk disk;
  disk.mount_point = "/";
  disk.kind = Fact<std::string>::known("nvme", "published");
  disk.free = Fact<core::Bytes>::known({std::int64_t{1} << 42}, "published");
  into.machine.disks = {disk};
  core::Measurement read;
  read.id = core::kDiskRead;
  read.median = fields.number("read_gb_s", kMostGb) * core::kGB;
  read.spread = kSpreadOfPublished;
  read.status = core::Status::Ok;
  read.quality.grade = 'B';
  into.measurements.rows.push_back(std::move(read));
}

void read_machine(const TomlFields& fields, PublishedMachine& into) {
  const std::string source = "published";
  core::Machine& machine = into.machine;
  machine.host.name = fields.text("name");
  machine.cpu.model = Fact<std::string>::known(fields.text("cpu"), source);
  if (fields.has("sockets"))
    machine.cpu.sockets = Fact<int>::known(static_cast<int>(fields.whole("sockets", 1, 64)), source);
  if (fields.has("cores"))
    machine.cpu.cores = Fact<int>::known(static_cast<int>(fields.whole("cores", 1, 1 << 16)), source);
  machine.cpu.isa = fields.optional_texts("isa");
  if (fields.has("read_limit_gb_s"))
    machine.cpu.read_limit = Fact<core::BytesPerSecond>::known(
        {fields.number("read_limit_gb_s", kMostGb) * core::kGB}, fields.text("read_limit_source"));
  machine.gpus = Fact<std::vector<core::Gpu>>::known({}, source);
  if (fields.has("gpu")) read_gpus(fields, machine, source);
  read_memory(fields, into, source);
  if (const auto disk = fields.table("disk")) read_disk(*disk, into);
}

core::Placement placement_of(const TomlFields& fields) {
  constexpr std::array<std::pair<std::string_view, core::Placement>, 5> kPlacements{
      {{"cpu", core::Placement::Cpu},
       {"hybrid", core::Placement::Hybrid},
       {"gpu", core::Placement::Gpu},
       {"unified", core::Placement::Gpu},
       {"stream", core::Placement::Stream}}};
  const std::string name = fields.text("placement");
  for (const auto& [word, placement] : kPlacements)
    if (word == name) return placement;
  fields.expected("placement", "cpu, hybrid, gpu, unified or stream");
  return core::Placement::Cpu;
}

template <class Number, class Read>
std::optional<Number> where_stated(const TomlFields& fields, const char* key, Read read) {
  return fields.has(key) ? std::optional<Number>(read()) : std::nullopt;
}

PublishedRun read_run(const TomlFields& fields) {
  const auto number = [&](const char* key) {
    return where_stated<double>(fields, key, [&] { return fields.number(key, kMostGb); });
  };
  const auto whole = [&](const char* key, std::int64_t least, std::int64_t most) {
    return where_stated<std::int64_t>(fields, key, [&] { return fields.whole(key, least, most); });
  };
  PublishedRun run;
  run.id = fields.text("id");
  run.model = fields.text("model");
  run.quant = fields.optional_text("quant");
  if (const auto size = number("weights_gib")) run.weights = gib(*size);
  run.experts_bits = number("experts_bits");
  run.rest_bits = number("rest_bits");
  run.engine = fields.text("engine");
  run.placement = placement_of(fields);
  run.expert_layers_on_gpu = whole("expert_layers_on_gpu", 0, 1 << 10);
  run.tensor_parallel = whole("tensor_parallel", 1, 64).value_or(1);
  if (fields.has("numa")) {
    run.numa = core::numa_use_named(fields.text("numa"));
    if (!run.numa) fields.expected("numa", "interleaved, distributed, one_socket or mirrored");
  }
  if (const auto threads = whole("threads", 1, 1 << 12)) run.threads = static_cast<int>(*threads);
  run.kv_type = fields.has("kv_type") ? fields.text("kv_type") : "f16";
  if (const auto batch = whole("micro_batch", 1, 1 << 20)) run.micro_batch = static_cast<int>(*batch);
  run.keeps_experts_on_cpu = fields.optional_flag("keeps_experts_on_cpu");
  run.prompt_tokens = whole("prompt", 1, 1 << 30);
  run.context_tokens = fields.whole("context", 0, 1 << 30);
  run.decode_tokens_per_second = fields.number("decode", kMostGb);
  run.prefill_tokens_per_second = number("prefill");
  run.source = fields.text("source");
  run.note = fields.optional_text("note");
  run.is_outlier = fields.optional_flag("outlier");
  return run;
}

}  // namespace

core::Result<PublishedMachine> read_evidence(std::string_view name, std::string_view text) {
  const auto parsed = parse_toml(text, name);
  if (!parsed) return parsed.error();
  std::string problem;
  const TomlFields root(*parsed, name, problem);
  PublishedMachine published;
  const auto machine = root.table("machine");
  if (machine)
    read_machine(*machine, published);
  else
    root.expected("machine", "a table");
  for (const TomlFields& run : root.tables("run")) published.runs.push_back(read_run(run));
  if (!problem.empty()) return core::Error{core::ErrorKind::Malformed, problem};
  return published;
}

}  // namespace probellm::profiles
