// Says how the CPUs that this process may use lie to each other now, in one word, as machine_state names it:
// "one-cache-group". tests/peers/run and tests/accuracy/slices ask it around what they compare.
#include <algorithm>
#include <cstdio>
#include <string>

#include "bench/threads/machine_state.h"
#include "bench/threads/thread_team.h"
#include "tests/bench/machines.h"

int main() {
  const auto team = probellm::bench::ThreadTeam::start(probellm::bench::cpus_here());
  if (!team) {
    std::fprintf(stderr, "machine-state: %s\n", team.error().what.c_str());
    return 1;
  }
  std::string name = probellm::bench::look_at_state(*team.value()).name;
  std::replace(name.begin(), name.end(), ' ', '-');
  std::puts(name.empty() ? "unknown" : name.c_str());
}
