#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// Work of one worker of a team; 0 is the first.
using Work = std::function<void(int worker)>;

/// How long a team worked, and how much of that its worst worker was kept from its CPU.
struct TeamTime {
  core::Seconds worked;
  core::Seconds lost;
};

/// Threads started once, each pinned to its CPU, that sleep between jobs.
class ThreadTeam {
 public:
  /// One worker for each entry of `cpus`, pinned to it; Failed where a thread can't start or the kernel
  /// refuses the CPU.
  static core::Result<std::unique_ptr<ThreadTeam>> start(const std::vector<int>& cpus);
  ~ThreadTeam();
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;

  int size() const { return static_cast<int>(cpus_.size()); }
  /// The CPU of each worker.
  const std::vector<int>& cpus() const { return cpus_; }

  /// Runs `work` on the first `threads` workers and returns when all are done.
  void run(int threads, const Work& work);

  /// Like run, and returns the time from the first worker's start to the last one's end, all starting
  /// together.
  core::Seconds timed(int threads, const Work& work);

  /// All calls of timed so far together.
  const TeamTime& time() const { return time_; }

 private:
  explicit ThreadTeam(const std::vector<int>& cpus) : cpus_(cpus), pin_errors_(cpus.size()) {}
  void serve(int worker);
  const Work* next_job(int worker, unsigned& seen);

  std::mutex mutex_;
  std::condition_variable job_given_;
  std::condition_variable job_done_;
  const Work* work_ = nullptr;
  int active_ = 0;
  int running_ = 0;
  unsigned job_ = 0;
  bool stopping_ = false;
  TeamTime time_;
  const std::vector<int> cpus_;
  std::vector<int> pin_errors_;
  std::vector<std::thread> threads_;
};

}  // namespace probellm::bench
