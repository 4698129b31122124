#include "core/machine_json.h"

#include "core/gpu_json.h"
#include "core/memory_json.h"
#include "core/system_json.h"

namespace probellm::core {
namespace {

Json host_json(const Host& host) {
  return {{"name", host.name},
          {"os", host.os},
          {"kernel", host.kernel},
          {"is_root", host.is_root},
          {"hypervisor", fact_json(host.hypervisor)}};
}

Host read_host(const FieldReader& reader) {
  return {reader.text("name"), reader.text("os"), reader.text("kernel"), reader.flag("is_root"),
          read_fact<std::string>(reader, "hypervisor")};
}

Json cpu_json(const Cpu& cpu) {
  Json json;
  put_plain(json, "model", cpu.model);
  put_plain(json, "sockets", cpu.sockets);
  put_plain(json, "cores", cpu.cores);
  put_plain(json, "threads", cpu.threads);
  json["isa"] = cpu.isa;
  json["read_limit_bytes_per_second"] = fact_json(cpu.read_limit);
  json["caches"] = Json::array();
  for (const Cache& cache : cpu.caches)
    json["caches"].push_back({{"level", cache.level},
                              {"size_bytes", cache.size.value},
                              {"count", cache.count},
                              {"cpus_each", cache.cpus_each}});
  json["memory_channels"] = fact_json(cpu.memory_channels);
  json["memory_transfers_per_second"] = fact_json(cpu.memory_transfers_per_second);
  json["core_kinds"] = Json::array();
  for (const CoreKind& kind : cpu.core_kinds)
    json["core_kinds"].push_back({{"name", kind.name},
                                  {"cores", kind.cores},
                                  {"cpus", kind.cpus},
                                  {"most_hertz", fact_json(kind.most_hertz)}});
  json["smt"] = fact_json(cpu.smt);
  return json;
}

Cpu read_cpu(const FieldReader& reader) {
  Cpu cpu;
  cpu.model = read_plain<std::string>(reader, "model");
  cpu.sockets = read_plain<int>(reader, "sockets");
  cpu.cores = read_plain<int>(reader, "cores");
  cpu.threads = read_plain<int>(reader, "threads");
  const auto must_be_some = [&](const char* key, const Fact<int>& count) {
    if (count && *count < 1) reader.expected(key, "at least 1");
  };
  must_be_some("sockets", cpu.sockets);
  must_be_some("cores", cpu.cores);
  must_be_some("threads", cpu.threads);
  cpu.isa = reader.texts("isa");
  cpu.read_limit = read_fact<BytesPerSecond>(reader, "read_limit_bytes_per_second");
  for (const FieldReader& cache : reader.objects("caches"))
    cpu.caches.push_back({static_cast<int>(cache.whole("level", 9).value_or(0)),
                          {cache.whole("size_bytes", kMostBytes).value_or(0)},
                          static_cast<int>(cache.whole("count", 1 << 20).value_or(0)),
                          static_cast<int>(cache.whole("cpus_each", 1 << 20).value_or(0))});
  for (const FieldReader& kind : reader.objects("core_kinds"))
    cpu.core_kinds.push_back({kind.text("name"),
                              static_cast<int>(kind.whole("cores", kMostCount).value_or(0)),
                              kind.wholes("cpus"), read_fact<double>(kind, "most_hertz")});
  cpu.smt = read_fact<std::string>(reader, "smt");
  cpu.memory_channels = read_fact<int>(reader, "memory_channels");
  cpu.memory_transfers_per_second = read_fact<double>(reader, "memory_transfers_per_second");
  return cpu;
}

Json numa_json(const Numa& numa) {
  Json nodes = Json::array();
  for (const NumaNode& node : numa.nodes) {
    Json json = {{"id", node.id}};
    put_plain(json, "memory_bytes", node.memory);
    json["cpus"] = node.cpus;
    json["distances"] = node.distances;
    json["kind"] = fact_json(node.kind);
    json["stated_bandwidth_bytes_per_second"] = fact_json(node.stated_bandwidth);
    nodes.push_back(std::move(json));
  }
  return {{"nodes", std::move(nodes)}, {"clustering", fact_json(numa.clustering)}};
}

Numa read_numa(const FieldReader& reader) {
  Numa numa;
  for (const FieldReader& node : reader.objects("nodes"))
    numa.nodes.push_back({static_cast<int>(node.whole("id", 1 << 20).value_or(0)),
                          read_plain<Bytes>(node, "memory_bytes"), node.wholes("cpus"),
                          node.wholes("distances"), read_fact<std::string>(node, "kind"),
                          read_fact<BytesPerSecond>(node, "stated_bandwidth_bytes_per_second")});
  numa.clustering = read_fact<std::string>(reader, "clustering");
  return numa;
}

/// A fact that is a list: {value: [...], source}, or {value: null, reason, remedy}.
template <class Item>
Json list_json(const Fact<std::vector<Item>>& fact, Json (*item_json)(const Item&)) {
  Json json = {{"value", nullptr}};
  if (fact) {
    json["value"] = Json::array();
    for (const Item& item : *fact) json["value"].push_back(item_json(item));
  }
  json.update(provenance(fact));
  return json;
}

template <class Item>
Fact<std::vector<Item>> read_list(const FieldReader& reader, const char* key,
                                  Item (*read)(const FieldReader&)) {
  const FieldReader fact = reader.object(key);
  if (!fact.has("value")) {
    return absent_as_said<std::vector<Item>>(fact);
  }
  std::vector<Item> items;
  for (const FieldReader& item : fact.objects("value")) items.push_back(read(item));
  return Fact<std::vector<Item>>::known(std::move(items), source_or_file(fact));
}

template <class Item>
Json each_json(const std::vector<Item>& items, Json (*item_json)(const Item&)) {
  Json json = Json::array();
  for (const Item& item : items) json.push_back(item_json(item));
  return json;
}

template <class Item>
std::vector<Item> read_each(const FieldReader& reader, const char* key, Item (*read)(const FieldReader&)) {
  std::vector<Item> items;
  for (const FieldReader& item : reader.objects(key)) items.push_back(read(item));
  return items;
}

Channels read_channels(const FieldReader& reader) {
  return {read_fact<int>(reader, "populated"), read_fact<int>(reader, "possible"),
          read_each(reader, "each", read_channel)};
}

Json memory_json(const Memory& memory) {
  Json json;
  put_plain(json, "total_bytes", memory.total);
  put_plain(json, "available_bytes", memory.available);
  put_plain(json, "usable_bytes", memory.usable);
  json["limits"] = Json::array();
  for (const MemoryLimit& limit : memory.limits)
    json["limits"].push_back({{"name", limit.name}, {"bytes", limit.bytes.value}, {"source", limit.source}});
  json["type"] = fact_json(memory.type);
  json["channels"] = {{"populated", fact_json(memory.channels.populated)},
                      {"possible", fact_json(memory.channels.possible)},
                      {"each", each_json(memory.channels.each, channel_json)}};
  json["slots"] = fact_json(memory.slots);
  json["dimms"] = list_json(memory.dimms, dimm_json);
  json["theoretical_bandwidth_bytes_per_second"] = fact_json(memory.theoretical_bandwidth);
  json["installed_bytes"] = fact_json(memory.installed);
  json["sockets"] = each_json(memory.sockets, memory_socket_json);
  json["errors"] = list_json(memory.errors, memory_errors_json);
  json["findings"] = each_json(memory.findings, finding_json);
  return json;
}

Memory read_memory(const FieldReader& reader) {
  Memory memory;
  memory.total = read_plain<Bytes>(reader, "total_bytes");
  memory.available = read_plain<Bytes>(reader, "available_bytes");
  memory.usable = read_plain<Bytes>(reader, "usable_bytes");
  for (const FieldReader& limit : reader.objects("limits"))
    memory.limits.push_back(
        {limit.text("name"), {limit.whole("bytes", kMostBytes).value_or(0)}, limit.text("source")});
  memory.type = read_fact<std::string>(reader, "type");
  memory.channels = read_channels(reader.object("channels"));
  memory.slots = read_fact<int>(reader, "slots");
  memory.dimms = read_list<Dimm>(reader, "dimms", read_dimm);
  memory.theoretical_bandwidth = read_fact<BytesPerSecond>(reader, "theoretical_bandwidth_bytes_per_second");
  memory.installed = read_fact<Bytes>(reader, "installed_bytes");
  memory.sockets = read_each(reader, "sockets", read_memory_socket);
  memory.errors = read_list<MemoryErrors>(reader, "errors", read_memory_errors);
  memory.findings = read_each(reader, "findings", read_finding);
  return memory;
}

/// A file that doesn't speak of GPUs describes a machine without.
Fact<std::vector<Gpu>> read_gpus(const FieldReader& reader) {
  const FieldReader origin = reader.object("provenance").object("gpus");
  if (origin.has("reason"))
    return Fact<std::vector<Gpu>>::absent(origin.text("reason"), origin.text("remedy"));
  std::vector<Gpu> gpus;
  for (const FieldReader& gpu : reader.objects("gpus")) gpus.push_back(read_gpu(gpu));
  return Fact<std::vector<Gpu>>::known(
      std::move(gpus), origin.has("source") ? origin.text("source") : "the machine file names none");
}

Json disk_json(const Disk& disk) {
  Json json = {{"mount_point", disk.mount_point}, {"device", disk.device}, {"filesystem", disk.filesystem}};
  json["kind"] = fact_json(disk.kind);
  put_plain(json, "total_bytes", disk.total);
  put_plain(json, "free_bytes", disk.free);
  put_plain(json, "weights_bytes", disk.weights);
  json["model"] = fact_json(disk.model);
  json["link"] = link_json(disk.link);
  return json;
}

Disk read_disk(const FieldReader& reader) {
  return {reader.text("mount_point"),
          reader.text("device"),
          reader.text("filesystem"),
          read_fact<std::string>(reader, "kind"),
          read_plain<Bytes>(reader, "total_bytes"),
          read_plain<Bytes>(reader, "free_bytes"),
          read_plain<Bytes>(reader, "weights_bytes"),
          read_fact<std::string>(reader, "model"),
          read_link(reader.object("link"))};
}

}  // namespace

Json machine_json(const Machine& machine) {
  Json json = {{"live", machine.live}, {"host", host_json(machine.host)}, {"cpu", cpu_json(machine.cpu)}};
  json["numa"] = numa_json(machine.numa);
  json["memory"] = memory_json(machine.memory);
  json["gpus"] = Json::array();
  if (machine.gpus)
    for (const Gpu& gpu : *machine.gpus) json["gpus"].push_back(gpu_json(gpu));
  json["disks"] = Json::array();
  for (const Disk& disk : machine.disks) json["disks"].push_back(disk_json(disk));
  json["limits"] = {{"cpus", machine.limits.cpus},
                    {"cpus_by_cache", machine.limits.cpus_by_cache},
                    {"cpu_quota", fact_json(machine.limits.cpu_quota)}};
  json["system"] = system_json(machine.system);
  json["notes"] = machine.notes;
  put_provenance(json, "gpus", provenance(machine.gpus));
  return json;
}

Machine read_machine_json(const FieldReader& reader) {
  Machine machine;
  machine.host = read_host(reader.object("host"));
  machine.cpu = read_cpu(reader.object("cpu"));
  machine.numa = read_numa(reader.object("numa"));
  machine.memory = read_memory(reader.object("memory"));
  machine.gpus = read_gpus(reader);
  for (const FieldReader& disk : reader.objects("disks")) machine.disks.push_back(read_disk(disk));
  machine.limits.cpus = reader.object("limits").wholes("cpus");
  machine.limits.cpus_by_cache = reader.object("limits").lists_of_wholes("cpus_by_cache");
  machine.limits.cpu_quota = read_fact<double>(reader.object("limits"), "cpu_quota");
  machine.system = read_system(reader.object("system"));
  machine.notes = reader.texts("notes");
  return machine;
}

}  // namespace probellm::core
