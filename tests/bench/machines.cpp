#include "tests/bench/machines.h"

#include <sched.h>

#include <utility>

namespace probellm::bench {

core::Machine machine_of(std::vector<int> cpus, core::Bytes usable, core::Bytes cache) {
  core::Machine machine;
  machine.live = true;
  machine.limits.cpus = std::move(cpus);
  machine.memory.usable = core::Fact<core::Bytes>::known(usable, "test");
  machine.cpu.caches = {{1, {32 * core::kKiB}, 64}, {3, cache, 1}};
  return machine;
}

std::vector<int> cpus_here() {
  std::vector<int> cpus;
  cpu_set_t allowed{};
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) cpus.push_back(cpu);
  return cpus;
}

}  // namespace probellm::bench
