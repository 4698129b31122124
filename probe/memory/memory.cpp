#include "probe/memory/memory.h"

#include "probe/absence.h"
#include "probe/memory/meminfo.h"
#include "probe/system/limits.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr const char* kMeminfo = "/proc/meminfo";

core::Fact<core::Bytes> field_fact(std::string_view meminfo, const std::string& field) {
  const auto bytes = meminfo_field(meminfo, field);
  if (!bytes) return core::Fact<core::Bytes>::absent(std::string(kMeminfo) + " has no " + field);
  return core::Fact<core::Bytes>::known(*bytes, field + ", " + kMeminfo);
}

/// What MemAvailable already leaves out; listed so that a user sees where the memory went.
void add_huge_pages(core::Memory& memory, std::string_view meminfo) {
  const core::Bytes reserve = huge_page_reserve(meminfo);
  if (reserve.value == 0 || reserve >= *memory.total) return;
  memory.limits.push_back({"huge pages", *memory.total - reserve,
                           in_gib(reserve) + " are set aside as huge pages (" + kMeminfo +
                               "); MemAvailable already leaves them out"});
}

/// The least of what is available and what each limit leaves.
core::Fact<core::Bytes> usable_within(const core::Memory& memory) {
  core::Fact<core::Bytes> least = memory.available;
  if (!least) return least;
  for (const core::MemoryLimit& limit : memory.limits)
    if (limit.bytes < *least)
      least = core::Fact<core::Bytes>::known(limit.bytes, limit.name + ", " + limit.source);
  return least;
}

}  // namespace

core::Memory read_memory(const Sources& sources) {
  core::Memory memory;
  const auto meminfo = sources.sys.read(kMeminfo);
  if (!meminfo) {
    memory.total = memory.available = memory.usable = absent_because<core::Bytes>(meminfo.error());
    return memory;
  }
  memory.total = field_fact(*meminfo, "MemTotal");
  memory.available = field_fact(*meminfo, "MemAvailable");
  if (memory.total) {
    memory.limits = read_memory_limits(sources, *memory.total);
    add_huge_pages(memory, *meminfo);
  }
  memory.usable = usable_within(memory);
  return memory;
}

}  // namespace probellm::probe
