#include "bench/threads/spin_barrier.h"

#include <hwy/cache_control.h>
#include <sched.h>

namespace probellm::bench {
namespace {

// About 50 µs of pauses: longer than any barrier of running threads, far shorter than a scheduler's time
// slice.
constexpr int kSpinsBeforeYield = 2000;

#if defined(__aarch64__)
// Highway's pause is nothing here in 1.0, and later a yield, which server cores ignore. An isb takes about as
// long as a pause of x86; Rust's spin_loop and MySQL's locks took it for that reason.
void pause() { asm volatile("isb" ::: "memory"); }
#else
void pause() { hwy::Pause(); }
#endif

}  // namespace

void SpinBarrier::wait() {
  const unsigned round = round_.load(std::memory_order_relaxed);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
    arrived_.store(0, std::memory_order_relaxed);
    round_.store(round + 1, std::memory_order_release);
    return;
  }
  for (int spins = 0; round_.load(std::memory_order_acquire) == round; ++spins) {
    pause();
    if (spins >= kSpinsBeforeYield) sched_yield();
  }
}

}  // namespace probellm::bench
