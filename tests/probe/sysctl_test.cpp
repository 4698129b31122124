#include "probe/system/sysctl.h"

#include <gtest/gtest.h>

namespace probellm::probe {
namespace {

TEST(Sysctl, NamesTheGpuOfAnMProcessor) {
  const core::Machine machine = machine_of_sysctl("machdep.cpu.brand_string: Apple M2 Ultra\n");
  ASSERT_EQ(machine.gpus->size(), 1U);
  EXPECT_EQ(*machine.gpus->at(0).unified, "Apple M2 Ultra");
}

TEST(Sysctl, KnowsNoGpuOfAnIntelMac) {
  EXPECT_TRUE(machine_of_sysctl("machdep.cpu.brand_string: Intel(R) Core(TM) i9\n").gpus->empty());
}

TEST(Sysctl, ReadsMetalsLimitWhereItWasSet) {
  const core::Machine machine =
      machine_of_sysctl("machdep.cpu.brand_string: Apple M4\niogpu.wired_limit_mb: 120000\n");
  EXPECT_EQ(machine.gpus->at(0).shared_memory->value, 120000LL << 20);
}

TEST(Sysctl, SaysWhyNothingIsKnown) {
  EXPECT_EQ(machine_of_sysctl("").memory.total.reason(), "sysctl has no hw.memsize");
  EXPECT_FALSE(machine_of_sysctl("hw.memsize: -1\nhw.physicalcpu: x\n\xff:\n").cpu.cores.is_known());
}

}  // namespace
}  // namespace probellm::probe
