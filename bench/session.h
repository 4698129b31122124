#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "bench/bench.h"
#include "bench/clock.h"
#include "bench/memory/arena.h"
#include "bench/memory/kernels.h"
#include "bench/state_log.h"
#include "bench/threads/thread_team.h"
#include "core/gpu_state.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "core/result.h"

namespace probellm::bench {

/// What all measurements of a run share; a team or an arena that couldn't be had is the error that its rows
/// will tell.
struct Session {
  const core::Machine& machine;
  const Plan& plan;
  const KernelSet& kernels;
  /// The variant that rows of reading use: the most promising, then the one that won the race of memory.read.
  const StreamVariant* read = nullptr;
  core::ReadActivity activity;
  const std::atomic<bool>& stop;
  Clock now;
  core::Result<std::unique_ptr<ThreadTeam>> team;
  core::Result<Arena> arena;
  /// Memory for weights beside the arena, on small pages, where there is some.
  std::optional<Mapping> weights_memory{};
  /// Memory that holds blocks of weights: that, or the arena's instead of what prepare_arena wrote; empty
  /// until prepare_weights.
  std::span<const std::byte> weights{};
  StateLog state{};
  core::ReadGpuStates gpu_states{};
};

/// The threads that a process with these limits can keep running: its CPUs, or fewer where its quota is less.
int useful_threads(const core::Limits& limits);

/// Starts a team on the machine's CPUs; the arena is for prepare_arena to make.
Session open_session(const core::Machine& machine, const Plan& plan, const core::ReadActivity& activity,
                     const std::atomic<bool>& stop);

/// Sizes, maps and fills the session's arena within `time`.
void prepare_arena(Session& session, core::Seconds time);

/// Unmaps the arena, whose warnings stay, for rows that come last and find too little room beside it.
void give_up_arena(Session& session);

/// What a row says of a kernel: instruction set and variant.
std::string kernel_name(const Session& session, const StreamVariant& variant);

/// Whether all memory lies on one node.
bool has_one_node(const Session& session);

/// What may still be allocated beside arena, weights and the run itself; nothing where the usable memory
/// isn't known.
core::Bytes room_left(const Session& session);

/// What to say where that is too little for a row.
core::Error too_little_room();

/// The row that tells of an error: Failed for what went wrong, else Unsupported.
core::Measurement row_of_error(core::Measurement row, const core::Error& error);

}  // namespace probellm::bench
