// Slots, channels and speeds of platforms as their vendors' own documents state them, each read at its
// address.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "planner/kit.h"
#include "planner/population.h"
#include "profiles/catalog.h"
#include "profiles/complete.h"

namespace probellm::tests {
namespace {

/// MT/s with one, two and three modules a channel; none where the document leaves that open.
struct Stated {
  const char* platform;
  const char* cpu;
  int channels_per_socket;
  int slots;
  std::vector<int> mts;
  const char* document;
};

const std::vector<Stated> kStated{
    {"dell-r730",
     "E5-2699 v4",
     4,
     24,
     {2400, 2400, 1866},
     "Dell Storage NX3230 (an R730xd) Owner's Manual, table 20, manualshelf.com/manual/dell/storage-nx3230"},
    {"dell-fc830",
     "E5-4669 v4",
     4,
     48,
     {2400, 2400, 1866},
     "Dell PowerEdge M830 (the FC830's board) Owner's Manual, table 20, "
     "manualshelf.com/manual/dell/poweredge-m830-for-pe-vrtx"},
    {"dell-t640",
     "Platinum 8280",
     6,
     24,
     {2933, 2933},
     "Dell PowerEdge T640 Installation and Service Manual, table 2, "
     "dell.com/support/manuals/en-us/poweredge-t640"},
    {"dell-r750",
     "Platinum 8380",
     8,
     32,
     {3200, 3200},
     "Dell EMC XC Core XC750xa (an R750xa) Installation and Service Manual, table 19, "
     "manualarchiveguide.com"},
    {"dell-r6615",
     "EPYC 9654",
     12,
     12,
     {4800},
     "Dell PowerEdge R6615 manual, tables 86 and 87, easymanua.ls/dell/poweredge-r6615-9jndf"},
    {"dell-r7425",
     "EPYC 7601",
     8,
     32,
     {2666},
     "Dell EMC PowerEdge R7425 Technical Guide, chapter 5, easymanua.ls/dell-emc/poweredge-r7425"},
    {"dell-r6525",
     "EPYC 7763",
     8,
     32,
     {3200},
     "Dell PowerEdge R6525 Installation and Service Manual, dell.com/support/manuals/en-ie/poweredge-r6525"},
    {"dell-r7515",
     "EPYC 7763",
     8,
     16,
     {3200},
     "Dell PowerEdge R7515 Installation and Service Manual, dell.com/support/manuals/zh-tw/poweredge-r7515"},
    {"lenovo-sr630-v3",
     "Platinum 8480+",
     8,
     32,
     {4800, 4400},
     "Lenovo ThinkSystem SR630 V3 manual, page 5, easymanua.ls/lenovo/thinksystem-sr630-v3"},
    {"lenovo-x3650-m5",
     "E5-2699 v3",
     4,
     24,
     {},
     "Lenovo System x3650 M5 Product Guide, page 13, manualshive.com/ru/manual/lenovo/e5-2600/202625; "
     "Installation "
     "and Service Guide, page 168, easymanua.ls/lenovo/x3650-m5"},
    {"oracle-x5-4",
     "E7-8880 v3",
     8,
     96,
     {1600, 1600, 1333},
     "Oracle Server X5-4 Service Manual, docs.oracle.com/cd/E56388_01/html/E56396/gnjmn.html and "
     "z400084a1291587.html"},
    {"lenovo-sr685a-v3",
     "EPYC 9654",
     12,
     24,
     {},
     "Lenovo ThinkSystem SR685a V3 User Guide, table 1, "
     "pubs.lenovo.com/sr685a-v3/memory_module_installation_order"},
};

const profiles::Catalog& catalog() {
  static const auto loaded = profiles::load_catalog("");
  return *loaded;
}

class Published : public testing::TestWithParam<Stated> {
 protected:
  const core::Platform& platform() const {
    const auto found =
        std::find_if(catalog().platforms.begin(), catalog().platforms.end(),
                     [&](const core::Platform& each) { return each.id == GetParam().platform; });
    EXPECT_NE(found, catalog().platforms.end()) << GetParam().platform;
    return *found;
  }
};

TEST_P(Published, PlatformHasTheSlotsAndChannelsItsVendorStates) {
  EXPECT_EQ(platform().channels_per_socket, GetParam().channels_per_socket) << GetParam().document;
  EXPECT_EQ(platform().sockets * platform().channels_per_socket * platform().slots_per_channel,
            GetParam().slots)
      << GetParam().document;
}

TEST_P(Published, ModulesRunAtTheSpeedItsVendorStates) {
  const core::CpuSpec* cpu = profiles::find_cpu(catalog(), GetParam().cpu);
  ASSERT_NE(cpu, nullptr);
  const int channels = platform().sockets * platform().channels_per_socket;
  for (std::size_t each = 1; each <= GetParam().mts.size(); ++each) {
    core::Kit kit;
    kit.name = "modules";
    kit.count = channels * static_cast<int>(each);
    kit.each = {16 * core::kGiB};
    kit.type = platform().types.back();
    kit.is_registered = true;
    kit.transfers_per_second = 9e9;
    const auto spec = planner::kit_in(kit, platform(), *cpu);
    ASSERT_TRUE(spec.ok()) << spec.error().what;
    const auto running = planner::run_modules(spec->cpu, spec->sockets, *spec->memory);
    ASSERT_TRUE(running.ok()) << running.error().what;
    EXPECT_EQ(running->channels_filled, channels);
    EXPECT_EQ(running->transfers_per_second, GetParam().mts[each - 1] * 1e6)
        << each << " a channel, " << GetParam().document;
  }
}

INSTANTIATE_TEST_SUITE_P(Vendors, Published, testing::ValuesIn(kStated), [](const auto& stated) {
  std::string name = stated.param.platform;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace probellm::tests
