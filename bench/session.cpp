#include "bench/session.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace probellm::bench {

int useful_threads(const core::Limits& limits) {
  const auto cpus = static_cast<int>(limits.cpus.size());
  if (!limits.cpu_quota) return cpus;
  return std::clamp(static_cast<int>(std::ceil(*limits.cpu_quota)), std::min(1, cpus), cpus);
}

namespace {

// A CPU that is listed twice still does the work of one.
std::vector<int> cpus_to_use(const core::Limits& limits) {
  std::vector<int> cpus;
  for (const int cpu : limits.cpus)
    if (std::find(cpus.begin(), cpus.end(), cpu) == cpus.end()) cpus.push_back(cpu);
  cpus.resize(std::min(cpus.size(), static_cast<std::size_t>(useful_threads(limits))));
  return cpus;
}

}  // namespace

Session open_session(const core::Machine& machine, const Plan& plan, const core::ReadActivity& activity,
                     const std::atomic<bool>& stop) {
  return {machine,
          plan,
          best_kernel_set(),
          &best_kernel_set().read.front(),
          activity,
          stop,
          monotonic_now,
          ThreadTeam::start(cpus_to_use(machine.limits)),
          core::Error{core::ErrorKind::NotFound, "no memory was prepared"},
          {}};
}

void prepare_arena(Session& session, core::Seconds time) {
  if (!session.team) {
    session.arena = session.team.error();
    return;
  }
  ThreadTeam& team = *session.team.value();
  const auto plan = plan_arena(session.machine, session.plan.share_of_usable_memory, team.size());
  if (!plan) session.arena = plan.error();
  if (plan) session.arena = make_arena(*plan, team, time, session.stop);
}

void give_up_arena(Session& session) {
  if (!session.arena) return;
  session.arena.value().parts.clear();
  const Mapping unmapped = std::move(session.arena.value().memory);
}

std::string kernel_name(const Session& session, const StreamVariant& variant) {
  return std::string(session.kernels.target) + " " + std::string(variant.name);
}

bool has_one_node(const Session& session) { return session.machine.numa.nodes.size() < 2; }

core::Bytes room_left(const Session& session) {
  const auto& usable = session.machine.memory.usable;
  if (!usable) return {};
  const double share = session.plan.share_of_usable_memory * static_cast<double>(usable->value);
  const core::Bytes arena = session.arena ? session.arena->memory.size() : core::Bytes{};
  const core::Bytes weights = session.weights_memory ? session.weights_memory->size() : core::Bytes{};
  return std::max(core::Bytes{static_cast<std::int64_t>(share)} - arena - weights - kItself, core::Bytes{});
}

core::Error too_little_room() {
  return {core::ErrorKind::Unsupported,
          "too little of the run's share of memory is left for it: free some, or raise bench --share"};
}

core::Measurement row_of_error(core::Measurement row, const core::Error& error) {
  const bool failed = error.kind == core::ErrorKind::Failed || error.kind == core::ErrorKind::Malformed;
  return without_number(std::move(row), failed ? core::Status::Failed : core::Status::Unsupported,
                        error.what);
}

}  // namespace probellm::bench
