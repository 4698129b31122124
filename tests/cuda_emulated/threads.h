#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <functional>

// A GPU's threads, emulated: the threads of a group take turns on one thread of the host, and a barrier lets
// the others go on. Groups run one after the other.

extern uint3 threadIdx;
extern uint3 blockIdx;
extern dim3 blockDim;
extern dim3 gridDim;

namespace probellm::emulated {

/// What a group's threads share.
inline constexpr std::size_t kSharedSize = std::size_t{96} << 10;

/// Runs `thread` for every thread of every group.
void run_groups(unsigned groups, unsigned threads, const std::function<void()>& thread);

/// Returns once all threads of the group, or of the warp, have called it.
void wait_for_group();
void wait_for_warp();

/// A place for each thread of the group to show the others something.
struct Shown {
  std::uint32_t words[8];
};
Shown& shown_by(unsigned thread);

/// The threads that shared memory's contents depend on must not run before it: a new group starts with
/// garbage.
extern unsigned char shared_memory[kSharedSize];

}  // namespace probellm::emulated
