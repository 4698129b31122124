// Says how the CPUs that this process may use lie to each other now, in one word, as machine_state names it:
// "one-cache-group". tests/peers/run and tests/accuracy/slices ask it around what they compare.
#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "bench/threads/machine_state.h"
#include "bench/threads/thread_team.h"

int main() {
  cpu_set_t allowed{};
  sched_getaffinity(0, sizeof allowed, &allowed);
  std::vector<int> cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(static_cast<std::size_t>(cpu), &allowed)) cpus.push_back(cpu);
  const auto team = probellm::bench::ThreadTeam::start(cpus);
  if (!team) {
    std::fprintf(stderr, "machine-state: %s\n", team.error().what.c_str());
    return 1;
  }
  std::string name = probellm::bench::look_at_state(*team.value()).name;
  std::replace(name.begin(), name.end(), ' ', '-');
  std::puts(name.empty() ? "unknown" : name.c_str());
}
