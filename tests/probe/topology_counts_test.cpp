#include <gtest/gtest.h>
#include <hwloc.h>

#include <filesystem>
#include <memory>

#include "probe/capture/captured.h"
#include "probe/probe.h"
#include "tests/probe/fixtures.h"

namespace probellm::probe {
namespace {

using Handle = std::unique_ptr<hwloc_topology, void (*)(hwloc_topology_t)>;

std::vector<std::string> names_with_topology() {
  std::vector<std::string> names = fixture_names();
  std::erase_if(names, [](const std::string& name) {
    return !std::filesystem::exists(fixture(name) / "topology.xml");
  });
  return names;
}

class Counts : public testing::TestWithParam<std::string> {
 protected:
  /// hwloc's own reading of the fixture, with nothing of ours between.
  Handle load() const {
    hwloc_topology_t topology = nullptr;
    hwloc_topology_init(&topology);
    hwloc_topology_set_xml(topology, (fixture(GetParam()) / "topology.xml").c_str());
    hwloc_topology_set_flags(topology, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED);
    EXPECT_EQ(hwloc_topology_load(topology), 0);
    return {topology, hwloc_topology_destroy};
  }
  core::Machine machine() const { return read_machine(captured_sources(fixture(GetParam()).string(), "")); }
};

int count_of(const Handle& topology, hwloc_obj_type_t type) {
  return hwloc_get_nbobjs_by_type(topology.get(), type);
}

TEST_P(Counts, OfSocketsCoresAndThreadsAreHwlocs) {
  const Handle topology = load();
  const core::Cpu cpu = machine().cpu;
  EXPECT_EQ(*cpu.sockets, count_of(topology, HWLOC_OBJ_PACKAGE));
  EXPECT_EQ(*cpu.cores, count_of(topology, HWLOC_OBJ_CORE));
  EXPECT_EQ(*cpu.threads, count_of(topology, HWLOC_OBJ_PU));
}

TEST_P(Counts, OfNodesAreHwlocs) {
  const auto nodes = machine().numa.nodes.size();
  EXPECT_EQ(static_cast<int>(nodes), count_of(load(), HWLOC_OBJ_NUMANODE));
}

TEST_P(Counts, OfCachesAreHwlocs) {
  const Handle topology = load();
  int counts[6] = {};
  for (const core::Cache& cache : machine().cpu.caches) counts[cache.level] += cache.count;
  for (int level = 1; level <= 3; ++level)
    EXPECT_EQ(counts[level], count_of(topology, static_cast<hwloc_obj_type_t>(HWLOC_OBJ_L1CACHE + level - 1)))
        << "L" << level;
}

INSTANTIATE_TEST_SUITE_P(Fixtures, Counts, testing::ValuesIn(names_with_topology()), [](const auto& machine) {
  std::string name = machine.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace probellm::probe
