#include "bench/threads/spin_barrier.h"

#include <hwy/cache_control.h>
#include <sched.h>

namespace probellm::bench {
namespace {

// About 50 µs of pauses: longer than any barrier of running threads, far shorter than a scheduler's time
// slice.
constexpr int kSpinsBeforeYield = 2000;

}  // namespace

void SpinBarrier::wait() {
  const unsigned round = round_.load(std::memory_order_relaxed);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    round_.store(round + 1, std::memory_order_release);
    return;
  }
  for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
    hwy::Pause();
    if (spins >= kSpinsBeforeYield) sched_yield();
  }
}

}  // namespace probellm::bench
