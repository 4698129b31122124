#include <ctime>

#include "bench/threads/cpu_time.h"

namespace probellm::bench {
namespace {

core::Seconds read_clock(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return {static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec)};
}

}  // namespace

core::Seconds thread_cpu_time() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

core::Seconds process_cpu_time() { return read_clock(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace probellm::bench
