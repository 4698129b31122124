#include "tests/cuda_emulated/threads.h"

#include <ucontext.h>

#include <array>
#include <cstring>
#include <memory>
#include <vector>

uint3 threadIdx;
uint3 blockIdx;
dim3 blockDim;
dim3 gridDim;

namespace probellm::emulated {
namespace {

constexpr unsigned kMostThreads = 1024;
constexpr unsigned kWarp = 32;
constexpr std::size_t kStack = 64 << 10;

struct Barrier {
  unsigned arrived = 0;
  std::uint64_t round = 0;
};

/// One thread of a group: its stack stays for the groups to come.
struct Thread {
  ucontext_t context{};
  std::unique_ptr<char[]> stack;
  bool is_done = false;
};

std::array<Thread, kMostThreads> threads;
std::array<Barrier, kMostThreads / kWarp> warps;
Barrier group;
std::array<Shown, kMostThreads> shown;
ucontext_t scheduler;
const std::function<void()>* work = nullptr;
unsigned alive = 0;

void run_thread() {
  (*work)();
  threads[threadIdx.x].is_done = true;
  --alive;
}

void give_way() {
  const unsigned self = threadIdx.x;
  swapcontext(&threads[self].context, &scheduler);
  threadIdx.x = self;
}

void wait(Barrier& barrier, unsigned number) {
  const std::uint64_t round = barrier.round;
  if (++barrier.arrived == number) {
    barrier.arrived = 0;
    ++barrier.round;
    return;
  }
  while (barrier.round == round) give_way();
}

void run_group(unsigned number) {
  std::memset(shared_memory, 0xa5, sizeof shared_memory);
  group = {};
  warps.fill({});
  alive = number;
  for (unsigned i = 0; i < number; ++i) {
    Thread& thread = threads[i];
    if (!thread.stack) thread.stack = std::make_unique<char[]>(kStack);
    getcontext(&thread.context);
    thread.context.uc_stack.ss_sp = thread.stack.get();
    thread.context.uc_stack.ss_size = kStack;
    thread.context.uc_link = &scheduler;
    thread.is_done = false;
    makecontext(&thread.context, run_thread, 0);
  }
  while (alive > 0)
    for (unsigned i = 0; i < number; ++i) {
      if (threads[i].is_done) continue;
      threadIdx.x = i;
      swapcontext(&scheduler, &threads[i].context);
    }
}

}  // namespace

alignas(128) unsigned char shared_memory[kSharedSize];

void run_groups(unsigned groups, unsigned number, const std::function<void()>& thread) {
  work = &thread;
  gridDim = dim3(groups);
  blockDim = dim3(number);
  threadIdx = {}, blockIdx = {};
  for (blockIdx.x = 0; blockIdx.x < groups; ++blockIdx.x) run_group(number);
}

void wait_for_group() { wait(group, blockDim.x); }
void wait_for_warp() { wait(warps[threadIdx.x / kWarp], kWarp); }
Shown& shown_by(unsigned thread) { return shown[thread]; }

}  // namespace probellm::emulated
