#include "probe/cpu/topology.h"

#include <hwloc.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <limits>
#include <memory>

#include "probe/cpu/hwloc_without_udev.h"
#include "probe/sys_root.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using Handle = std::unique_ptr<hwloc_topology, void (*)(hwloc_topology_t)>;

core::Error failure(std::string what) { return {core::ErrorKind::Failed, std::move(what)}; }

Handle new_handle() {
  stand_in_for_udev();
  hwloc_topology_t topology = nullptr;
  if (hwloc_topology_init(&topology) != 0) topology = nullptr;
  return {topology, hwloc_topology_destroy};
}

/// The whole machine, without devices, and without moving this process from CPU to CPU.
bool prepare(hwloc_topology_t topology) {
  return hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED |
                                                HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING) == 0 &&
         hwloc_topology_set_io_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_NONE) == 0;
}

std::vector<int> numbers_in(hwloc_const_bitmap_t set) {
  std::vector<int> numbers;
  if (set == nullptr || hwloc_bitmap_weight(set) < 0) return numbers;
  for (int number = hwloc_bitmap_first(set); number >= 0; number = hwloc_bitmap_next(set, number))
    numbers.push_back(number);
  return numbers;
}

int count_of(hwloc_topology_t topology, hwloc_obj_type_t type) {
  return std::max(hwloc_get_nbobjs_by_type(topology, type), 0);
}

/// The allowed CPUs of each object of that type.
std::vector<std::vector<int>> allowed_by(hwloc_topology_t topology, hwloc_obj_type_t type) {
  const auto allowed = numbers_in(hwloc_topology_get_allowed_cpuset(topology));
  std::vector<std::vector<int>> by_object;
  for (hwloc_obj_t object = nullptr;
       (object = hwloc_get_next_obj_by_type(topology, type, object)) != nullptr;) {
    std::vector<int> cpus;
    for (const int cpu : numbers_in(object->cpuset))
      if (std::binary_search(allowed.begin(), allowed.end(), cpu)) cpus.push_back(cpu);
    by_object.push_back(std::move(cpus));
  }
  return by_object;
}

std::vector<std::vector<int>> allowed_by_core(hwloc_topology_t topology) {
  return allowed_by(topology, count_of(topology, HWLOC_OBJ_CORE) > 0 ? HWLOC_OBJ_CORE : HWLOC_OBJ_PU);
}

/// Nothing where hwloc sees no cache; CPUs that have none of the last level are in no list.
std::vector<std::vector<int>> allowed_by_cache(hwloc_topology_t topology) {
  for (int type = HWLOC_OBJ_L5CACHE; type >= HWLOC_OBJ_L1CACHE; --type)
    if (count_of(topology, static_cast<hwloc_obj_type_t>(type)) > 0)
      return allowed_by(topology, static_cast<hwloc_obj_type_t>(type));
  return {};
}

core::Bytes bytes_of(hwloc_uint64_t amount) {
  constexpr hwloc_uint64_t kMost = hwloc_uint64_t{1} << 52;
  return {static_cast<std::int64_t>(std::min(amount, kMost))};
}

void count_cache(std::vector<core::Cache>& caches, const core::Cache& found) {
  for (core::Cache& cache : caches) {
    if (cache.level != found.level || cache.size != found.size || cache.cpus_each != found.cpus_each)
      continue;
    ++cache.count;
    return;
  }
  caches.push_back(found);
}

std::vector<core::Cache> data_caches(hwloc_topology_t topology) {
  std::vector<core::Cache> caches;
  for (int type = HWLOC_OBJ_L1CACHE; type <= HWLOC_OBJ_L5CACHE; ++type) {
    hwloc_obj_t cache = nullptr;
    while ((cache = hwloc_get_next_obj_by_type(topology, static_cast<hwloc_obj_type_t>(type), cache)) !=
           nullptr)
      if (cache->attr->cache.size > 0)
        count_cache(caches, {static_cast<int>(cache->attr->cache.depth), bytes_of(cache->attr->cache.size), 1,
                             std::max(hwloc_bitmap_weight(cache->cpuset), 0)});
  }
  return caches;
}

std::string text_or_empty(const char* text) { return text == nullptr ? "" : printable(text); }

/// hwloc attaches memory without CPUs (HBM, CXL) to the CPUs nearest to it, beside their own memory, which
/// comes first.
bool is_without_cpus(hwloc_obj_t node) {
  return node->parent != nullptr && node->parent->memory_first_child != nullptr &&
         node->parent->memory_first_child->type == HWLOC_OBJ_NUMANODE &&
         node->parent->memory_first_child != node;
}

std::vector<TopologyNode> numa_nodes(hwloc_topology_t topology) {
  std::vector<TopologyNode> nodes;
  hwloc_obj_t node = nullptr;
  while ((node = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_NUMANODE, node)) != nullptr)
    nodes.push_back({static_cast<int>(node->os_index), bytes_of(node->attr->numanode.local_memory),
                     is_without_cpus(node) ? std::vector<int>{} : numbers_in(node->cpuset),
                     text_or_empty(node->subtype)});
  std::sort(nodes.begin(), nodes.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return nodes;
}

int cores_within(hwloc_topology_t topology, hwloc_const_cpuset_t cpus) {
  return std::max(hwloc_get_nbobjs_inside_cpuset_by_type(topology, cpus, HWLOC_OBJ_CORE), 0);
}

TopologyKind kind_at(hwloc_topology_t topology, unsigned index) {
  const std::unique_ptr<hwloc_bitmap_s, void (*)(hwloc_bitmap_t)> cpus(hwloc_bitmap_alloc(),
                                                                       hwloc_bitmap_free);
  TopologyKind kind;
  unsigned count = 0;
  hwloc_info_s* infos = nullptr;
  if (!cpus || hwloc_cpukinds_get_info(topology, index, cpus.get(), nullptr, &count, &infos, 0) != 0)
    return kind;
  kind.cpus = numbers_in(cpus.get());
  kind.cores = cores_within(topology, cpus.get());
  for (unsigned i = 0; i < count; ++i) {
    const std::string_view name = infos[i].name;
    if (name == "CoreType") kind.name = printable(infos[i].value);
    if (name == "FrequencyMaxMHz") kind.most_hertz = to_number<int>(infos[i].value).value_or(0) * 1e6;
  }
  return kind;
}

std::vector<TopologyKind> kinds_of(hwloc_topology_t topology) {
  constexpr int kMostKinds = 64;
  std::vector<TopologyKind> kinds;
  const int count = std::min(hwloc_cpukinds_get_nr(topology, 0), kMostKinds);
  for (int index = 0; index < count; ++index)
    kinds.push_back(kind_at(topology, static_cast<unsigned>(index)));
  return kinds;
}

/// Whether the kernel's folder of NUMA nodes is there and lists none, as in containers that hide /sys: hwloc
/// 2.9 ends the program there (an assertion in list_sysfsnode).
bool hides_its_nodes(const SysRoot& sys) {
  const std::string folder = "/sys/devices/system/node";
  if (const auto online = sys.read_trimmed(folder + "/online"); online && online->empty()) return true;
  const auto names = sys.list(folder);
  return names && std::none_of(names->begin(), names->end(),
                               [](const std::string& name) { return name.starts_with("node"); });
}

core::Result<Handle> load(const std::optional<std::string>& xml) {
  if (xml && xml->empty()) return core::Error{core::ErrorKind::NotFound, "no hwloc export was given"};
  Handle handle = new_handle();
  hwloc_topology_t topology = handle.get();
  if (topology == nullptr || !prepare(topology)) return failure("hwloc doesn't start");
  if (!xml && hides_its_nodes(SysRoot("/")))
    return core::Error{core::ErrorKind::NotFound, "/sys/devices/system/node lists no node: is /sys hidden?"};
  if (xml && xml->size() >= static_cast<std::size_t>(std::numeric_limits<int>::max()))
    return core::Error{core::ErrorKind::Malformed, "the hwloc export is too large"};
  if (xml && hwloc_topology_set_xmlbuffer(topology, xml->c_str(), static_cast<int>(xml->size()) + 1) != 0)
    return core::Error{core::ErrorKind::Malformed, "the hwloc export can't be read"};
  if (hwloc_topology_load(topology) != 0) return failure("hwloc can't discover this machine");
  return handle;
}

/// hwloc notes what the firmware says of the board, its serial numbers among it, and the host's name.
void blank_identifiers(hwloc_obj_t object) {
  for (unsigned i = 0; i < object->infos_count; ++i) {
    const std::string name = lower(object->infos[i].name);
    for (const std::string_view word : {"serial", "uuid", "asset", "hostname", "address", "guid"})
      if (name.find(word) != std::string::npos)
        std::fill_n(object->infos[i].value, std::strlen(object->infos[i].value), '0');
  }
  for (hwloc_obj_t child : {object->first_child, object->memory_first_child})
    for (; child != nullptr; child = child->next_sibling) blank_identifiers(child);
}

}  // namespace

core::Result<Topology> read_topology(const std::optional<std::string>& xml) {
  const auto handle = load(xml);
  if (!handle) return handle.error();
  hwloc_topology_t topology = handle->get();
  Topology found;
  found.packages = count_of(topology, HWLOC_OBJ_PACKAGE);
  found.cores = count_of(topology, HWLOC_OBJ_CORE);
  found.threads = count_of(topology, HWLOC_OBJ_PU);
  found.allowed_cpus_by_core = allowed_by_core(topology);
  found.allowed_cpus_by_cache = allowed_by_cache(topology);
  found.caches = data_caches(topology);
  found.nodes = numa_nodes(topology);
  found.kinds = kinds_of(topology);
  return found;
}

core::Result<std::string> export_topology(const std::optional<std::string>& xml, Identifiers identifiers) {
  const auto handle = load(xml);
  if (!handle) return handle.error();
  hwloc_topology_t topology = handle->get();
  if (identifiers == Identifiers::Redacted) blank_identifiers(hwloc_get_root_obj(topology));
  char* text = nullptr;
  int length = 0;
  if (hwloc_topology_export_xmlbuffer(topology, &text, &length, 0) != 0) return failure("hwloc can't export");
  std::string whole(text);
  hwloc_free_xmlbuffer(topology, text);
  return whole;
}

std::vector<int> cpus_one_per_core_first(const std::vector<std::vector<int>>& cpus_by_core,
                                         const std::vector<int>& affinity) {
  const auto may_use = [&](int cpu) {
    return affinity.empty() || std::find(affinity.begin(), affinity.end(), cpu) != affinity.end();
  };
  std::vector<std::vector<int>> ranks;
  for (const auto& core : cpus_by_core) {
    std::size_t rank = 0;
    for (const int cpu : core) {
      if (!may_use(cpu)) continue;
      if (rank == ranks.size()) ranks.emplace_back();
      ranks[rank++].push_back(cpu);
    }
  }
  std::vector<int> ordered;
  for (const auto& rank : ranks) ordered.insert(ordered.end(), rank.begin(), rank.end());
  return ordered;
}

std::vector<std::vector<int>> grouped_by_cache(const std::vector<std::vector<int>>& cpus_by_cache,
                                               const std::vector<int>& ordered) {
  std::vector<std::vector<int>> groups;
  for (const auto& cache : cpus_by_cache) {
    std::vector<int> group;
    std::copy_if(ordered.begin(), ordered.end(), std::back_inserter(group),
                 [&](int cpu) { return std::find(cache.begin(), cache.end(), cpu) != cache.end(); });
    if (!group.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

}  // namespace probellm::probe
