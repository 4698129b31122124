#include "bench/threads/thread_team.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <system_error>

#include "bench/clock.h"
#include "bench/threads/cpu_time.h"
#include "bench/threads/pin.h"
#include "bench/threads/spin_barrier.h"

namespace probellm::bench {

core::Result<std::unique_ptr<ThreadTeam>> ThreadTeam::start(const std::vector<int>& cpus) {
  if (cpus.empty())
    return core::Error{core::ErrorKind::NotFound, "the CPUs that this process may use aren't known"};
  std::unique_ptr<ThreadTeam> team(new ThreadTeam(cpus));
  try {
    for (std::size_t i = 0; i < cpus.size(); ++i)
      team->threads_.emplace_back(&ThreadTeam::serve, team.get(), static_cast<int>(i));
  } catch (const std::system_error& error) {
    return core::Error{core::ErrorKind::Failed,
                       std::string("can't start a thread for each CPU: ") + error.what()};
  }
  team->run(team->size(), [](int) {});
  const auto refused =
      std::find_if(team->pin_errors_.begin(), team->pin_errors_.end(), [](int e) { return e != 0; });
  if (refused == team->pin_errors_.end()) return team;
  const int cpu = cpus[static_cast<std::size_t>(refused - team->pin_errors_.begin())];
  return core::Error{core::ErrorKind::Failed,
                     "can't pin a thread to CPU " + std::to_string(cpu) + ": " + std::strerror(*refused)};
}

ThreadTeam::~ThreadTeam() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  job_given_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadTeam::run(int threads, const Work& work) {
  std::unique_lock lock(mutex_);
  work_ = &work;
  active_ = running_ = threads;
  ++job_;
  job_given_.notify_all();
  job_done_.wait(lock, [this] { return running_ == 0; });
  work_ = nullptr;
}

// What a worker lost is counted from before the barrier, so that no system call stands between the barrier
// and the work: a worker that waits there has its CPU.
core::Seconds ThreadTeam::timed(int threads, const Work& work) {
  struct Span {
    core::Seconds start, end, lost;
  };
  SpinBarrier barrier(threads);
  std::vector<Span> spans(static_cast<std::size_t>(threads));
  run(threads, [&](int worker) {
    Span span;
    const core::Seconds came = monotonic_now();
    const core::Seconds cpu_before = thread_cpu_time();
    barrier.wait();
    span.start = monotonic_now();
    work(worker);
    span.end = monotonic_now();
    span.lost = (span.end - came) - (thread_cpu_time() - cpu_before);
    spans[static_cast<std::size_t>(worker)] = span;
  });
  core::Seconds start = spans.front().start, end = spans.front().end, lost{0};
  for (const Span& span : spans) {
    start = std::min(start, span.start);
    end = std::max(end, span.end);
    lost = std::max(lost, span.lost);
  }
  time_.worked += end - start;
  time_.lost += lost;
  return end - start;
}

void ThreadTeam::serve(int worker) {
  const auto self = static_cast<std::size_t>(worker);
  pin_errors_[self] = pin_this_thread(cpus_[self]);
  unsigned seen = 0;
  while (const Work* work = next_job(worker, seen)) {
    (*work)(worker);
    const std::lock_guard lock(mutex_);
    if (--running_ == 0) job_done_.notify_one();
  }
}

// Waits for a job that this worker takes part in; nullptr when the team ends.
const Work* ThreadTeam::next_job(int worker, unsigned& seen) {
  std::unique_lock lock(mutex_);
  job_given_.wait(lock, [&] {
    const bool is_new = job_ != seen;
    seen = job_;
    return stopping_ || (is_new && worker < active_);
  });
  return stopping_ ? nullptr : work_;
}

}  // namespace probellm::bench
