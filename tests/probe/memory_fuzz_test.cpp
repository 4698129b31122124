#include <gtest/gtest.h>

#include <random>

#include "tests/fuzz/memory_input.h"
#include "tests/probe/smbios_table.h"

namespace probellm::probe {
namespace {

using Fuzz = void (*)(const std::uint8_t* data, std::size_t size);

/// Changes some bytes of a valid input again and again, and cuts it.
void survive_mutations_of(const std::string& valid, Fuzz fuzz) {
  std::mt19937 random(1734);
  for (int round = 0; round < 200; ++round) {
    std::string input = valid;
    for (int change = 0; change < 8; ++change)
      input[random() % input.size()] = static_cast<char>(random() & 0xFF);
    if (round % 2 == 1) input.resize(random() % input.size());
    fuzz(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  }
}

TEST(MemoryFuzz, SurvivesMutationsOfATable) {
  survive_mutations_of(table_of({DeviceEntry{}, DeviceEntry{}}), tests::fuzz_smbios);
  survive_mutations_of(dumped(table_of(two_sockets_of_twelve())), tests::fuzz_smbios);
}

TEST(MemoryFuzz, SurvivesMutationsOfUdevsRecord) {
  survive_mutations_of(
      "E:MEMORY_DEVICE_0_SIZE=34359738368\nE:MEMORY_DEVICE_0_LOCATOR=PROC 1 DIMM 1\n"
      "E:MEMORY_DEVICE_0_SPEED_MTS=5600\nE:MEMORY_DEVICE_1_LOCATOR=PROC 1 DIMM 2\n"
      "E:MEMORY_ARRAY_NUM_DEVICES=2\n",
      tests::fuzz_udev);
}

TEST(MemoryFuzz, SurvivesMutationsOfEdacsTexts) {
  survive_mutations_of(
      "0|skx_edac|CPU_SrcID#0_MC#0_Chan#0_DIMM#0|channel 0 slot 0|32768|Registered-DDR5|17|0\n"
      "1|Intel_client_SoC MC#1|MC#1_Chan#1_DIMM#0|channel 1 slot 0|32768|Unbuffered-DDR5|0|1\n",
      tests::fuzz_edac);
}

}  // namespace
}  // namespace probellm::probe
