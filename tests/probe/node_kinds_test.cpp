#include "probe/cpu/node_kinds.h"

#include <gtest/gtest.h>

#include "tests/probe/temporary_root.h"

namespace probellm::probe {
namespace {

using core::Fact;

const core::Result<Topology> kNoTopology = core::Error{core::ErrorKind::NotFound, "none"};
const auto kBareMetal = Fact<std::string>::absent("no sign of a hypervisor");

core::NumaNode node(int id, std::vector<int> cpus) {
  core::NumaNode node;
  node.id = id;
  node.memory = Fact<core::Bytes>::known({core::kGiB}, "a test");
  node.cpus = std::move(cpus);
  return node;
}

core::Cpu cpu_named(const char* model, int sockets) {
  core::Cpu cpu;
  cpu.model = Fact<std::string>::known(model, "a test");
  cpu.sockets = Fact<int>::known(sockets, "a test");
  return cpu;
}

std::string bandwidth_file(int id) {
  return "/sys/devices/system/node/node" + std::to_string(id) + "/access0/initiators/read_bandwidth";
}

core::Fact<std::string> second_kind(const TemporaryRoot& root) {
  core::Numa numa{{node(0, {0}), node(1, {})}};
  describe_nodes(numa, root.sys(), kNoTopology);
  return numa.nodes[1].kind;
}

std::string clustering(const core::Numa& numa, const core::Cpu& cpu) {
  const auto named = numa_clustering(numa, cpu, kBareMetal);
  return named ? *named : "absent: " + named.reason();
}

TEST(NodeKinds, WithoutCpusAndFasterAreHbm) {
  TemporaryRoot root;
  root.file(bandwidth_file(0), "65536\n").file(bandwidth_file(1), "200000\n");
  EXPECT_EQ(*second_kind(root), "HBM");
}

TEST(NodeKinds, WithoutCpusAndSlowerAreCxl) {
  TemporaryRoot root;
  root.file(bandwidth_file(0), "65536\n").file(bandwidth_file(1), "20000\n");
  EXPECT_EQ(*second_kind(root), "CXL");
}

TEST(NodeKinds, WithoutCpusAreCxlWhereTheBusHasMemory) {
  TemporaryRoot root;
  root.file("/sys/bus/cxl/devices/mem0/uevent", "");
  EXPECT_EQ(*second_kind(root), "CXL");
}

TEST(NodeKinds, WithoutCpusAreTheGpusWhereItsDriverSaysSo) {
  TemporaryRoot root;
  root.file("/proc/driver/nvidia/gpus/0009:01:00.0/numa_status", "Node: 1\nStatus: online\n");
  EXPECT_EQ(*second_kind(root), "GPU memory");
}

TEST(NodeKinds, WithoutCpusAreUnknownWhereNothingTells) {
  EXPECT_NE(second_kind(TemporaryRoot()).reason().find("HMAT"), std::string::npos);
}

TEST(Clustering, HasAmdsNames) {
  core::Numa four{{node(0, {0}), node(1, {1}), node(2, {2}), node(3, {3})}};
  EXPECT_EQ(clustering(four, cpu_named("AMD EPYC 7543 32-Core Processor", 1)), "NPS4");
  EXPECT_EQ(clustering(four, cpu_named("AMD EPYC 7543 32-Core Processor", 2)), "NPS2");
  EXPECT_EQ(clustering({{node(0, {0})}}, cpu_named("AMD EPYC 7543 32-Core Processor", 2)), "NPS0");
}

TEST(Clustering, TellsACacheANodeFromNps) {
  core::Numa eight;
  for (int id = 0; id < 8; ++id) eight.nodes.push_back(node(id, {id}));
  core::Cpu cpu = cpu_named("AMD EPYC 9354 32-Core Processor", 1);
  cpu.caches = {{3, {32 * core::kMiB}, 8}};
  EXPECT_EQ(clustering(eight, cpu), "each L3 a node");
}

TEST(Clustering, HasIntelsNamesAndLeavesOutNodesWithoutCpus) {
  core::Numa numa{{node(0, {0}), node(1, {1}), node(2, {})}};
  EXPECT_EQ(clustering(numa, cpu_named("Intel(R) Xeon(R) 6980P", 1)), "SNC2");
  EXPECT_EQ(clustering({{node(0, {0})}}, cpu_named("Intel(R) Xeon(R) 6980P", 1)), "SNC off");
}

TEST(Clustering, IsPlainForOthers) {
  EXPECT_EQ(clustering({{node(0, {0})}}, cpu_named("Arm Neoverse V2", 1)), "one node a socket");
}

TEST(Clustering, IsAbsentInAVirtualMachine) {
  EXPECT_FALSE(
      numa_clustering({{node(0, {0})}}, cpu_named("AMD EPYC", 1), Fact<std::string>::known("KVM", "x")));
}

}  // namespace
}  // namespace probellm::probe
