#include "probe/memory/bandwidth.h"

#include <gtest/gtest.h>

#include "tests/probe/slots.h"

namespace probellm::probe {
namespace {

core::Memory memory_of(const std::vector<DeviceEntry>& devices, int sockets) {
  return machine_with(devices, sockets).memory;
}

std::vector<DeviceEntry> soldered(unsigned data_width) {
  std::vector<DeviceEntry> devices;
  for (const char* locator :
       {"Controller0-ChannelA", "Controller0-ChannelB", "Controller0-ChannelC", "Controller0-ChannelD",
        "Controller1-ChannelA", "Controller1-ChannelB", "Controller1-ChannelC", "Controller1-ChannelD"}) {
    DeviceEntry entry;
    entry.locator = locator;
    entry.type = 0x23;
    entry.form_factor = 0x0B;
    entry.rated_mts = entry.configured_mts = 7467;
    entry.data_width = data_width;
    devices.push_back(entry);
  }
  return devices;
}

TEST(TheoreticalBandwidth, IsChannelsTimesConfiguredSpeedTimesEight) {
  const core::Memory memory = memory_of(two_sockets_of_twelve(), 2);
  EXPECT_DOUBLE_EQ(memory.theoretical_bandwidth->value, 24 * 4.8e9 * 8);
  EXPECT_EQ(memory.theoretical_bandwidth.source(), "24 channels x 4800 MT/s x 8 bytes");
}

TEST(TheoreticalBandwidth, IsToldForEachSocket) {
  const core::Memory memory = memory_of(two_sockets_of_twelve(), 2);
  EXPECT_DOUBLE_EQ(memory.sockets.at(1).theoretical_bandwidth->value, 12 * 4.8e9 * 8);
  EXPECT_EQ(memory.sockets[1].theoretical_bandwidth.source(), "12 channels x 4800 MT/s x 8 bytes");
}

TEST(TheoreticalBandwidth, FollowsTheSlowestModuleOfASocket) {
  auto devices = two_sockets_of_twelve();
  devices[3].configured_mts = 4400;
  const core::Memory memory = memory_of(devices, 2);
  EXPECT_DOUBLE_EQ(memory.theoretical_bandwidth->value, (12 * 4.4e9 + 12 * 4.8e9) * 8);
  EXPECT_EQ(memory.theoretical_bandwidth.source(),
            "12 channels x 4400 MT/s x 8 bytes + 12 channels x 4800 MT/s x 8 bytes");
}

TEST(TheoreticalBandwidth, IsAbsentWhereTheConfiguredSpeedIs) {
  auto devices = two_sockets_of_twelve();
  devices[0].configured_mts = 0;
  EXPECT_EQ(memory_of(devices, 2).theoretical_bandwidth.reason(),
            "the SMBIOS table doesn't state the configured speed");
}

TEST(TheoreticalBandwidth, CountsSolderedPartsOf16BitsAsTwoBytes) {
  const core::Memory memory = memory_of(soldered(16), 1);
  EXPECT_DOUBLE_EQ(memory.theoretical_bandwidth->value, 8 * 7.467e9 * 2);
}

TEST(TheoreticalBandwidth, IsAbsentForMemoryWithoutASetWidth) {
  EXPECT_EQ(memory_of(soldered(0), 1).theoretical_bandwidth.reason(), "a channel of LPDDR5 has no set width");
}

TEST(TheoreticalBandwidth, DoesNotHalveAChannelWhoseSubchannelIsStated) {
  DeviceEntry entry;
  entry.locator = "DIMM_A1";
  entry.data_width = 32;
  EXPECT_DOUBLE_EQ(memory_of({entry}, 1).theoretical_bandwidth->value, 4.8e9 * 8);
}

}  // namespace
}  // namespace probellm::probe
