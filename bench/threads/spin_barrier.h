#pragma once

#include <atomic>

namespace probellm::bench {

/// A barrier that spins, and gives its CPU away only after a bound, so that a quota or too few CPUs slow it
/// but never stop it.
class SpinBarrier {
 public:
  /// For `threads` threads; 1 or more.
  explicit SpinBarrier(int threads) : threads_(threads) {}

  /// Returns once all threads have called it as often as this one.
  void wait();

 private:
  const int threads_;
  alignas(64) std::atomic<int> arrived_{0};
  alignas(64) std::atomic<unsigned> round_{0};
};

}  // namespace probellm::bench
