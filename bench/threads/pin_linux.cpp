#include <pthread.h>
#include <sched.h>

#include <cerrno>
#include <memory>

#include "bench/threads/pin.h"

namespace probellm::bench {
namespace {

struct FreeCpuSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

}  // namespace

int pin_this_thread(int cpu) {
  if (cpu < 0) return EINVAL;
  const auto count = static_cast<std::size_t>(cpu) + 1;
  const std::size_t bytes = CPU_ALLOC_SIZE(count);
  const std::unique_ptr<cpu_set_t, FreeCpuSet> set(CPU_ALLOC(count));
  if (!set) return ENOMEM;
  CPU_ZERO_S(bytes, set.get());
  CPU_SET_S(static_cast<std::size_t>(cpu), bytes, set.get());
  return pthread_setaffinity_np(pthread_self(), bytes, set.get());
}

}  // namespace probellm::bench
