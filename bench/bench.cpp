#include "bench/bench.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>
#include <iterator>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "bench/cpu_rows.h"
#include "bench/decode/decode_rows.h"
#include "bench/decode/types.h"
#include "bench/disk/disk_row.h"
#include "bench/gpu/gpu_rows.h"
#include "bench/memory/group_rows.h"
#include "bench/memory/kernel_table.h"
#include "bench/memory/latency_rows.h"
#include "bench/memory/memory_rows.h"
#include "bench/memory/page_rows.h"
#include "bench/quality.h"
#include "bench/session.h"
#include "bench/threads/machine_state.h"

namespace probellm::bench {
namespace {

// The share of the plan's time that touching the memory may take; in a guest it is the dear part.
constexpr double kShareToTouch = 0.35;
// What a step gets of its share at least, however long those before it took.
constexpr double kLeastOfShare = 0.3;

using Rows = std::vector<core::Measurement>;

template <core::Measurement (*kMeasure)(Session&, core::Seconds)>
Rows one_row(Session& session, core::Seconds ceiling) {
  return {kMeasure(session, ceiling)};
}

template <const std::string_view& kId>
Rows kernel_row(Session& session, core::Seconds ceiling) {
  return {measure_kernel(session, kernel_with_id(kId), ceiling)};
}

// A step's share of the time: of a shorter run, of a full one, where curves are long, and of a quick one
// where that measures less of it.
struct Weight {
  double shorter;
  double full;
  std::optional<double> quick = std::nullopt;
};

// Rows to measure together: their id, or its beginning up to a dot; what to tell meanwhile, their share of
// the time, and the least depth that has them.
struct Step {
  std::string_view id;
  std::string_view words;
  Weight weight;
  Depth depth;
  Rows (*measure)(Session& session, core::Seconds ceiling);
};
constexpr std::array kSteps = {
    Step{core::kMemoryReadOneThread,
         "memory read, one thread",
         {1.0, 1.5},
         Depth::Quick,
         &one_row<measure_one_thread_read>},
    Step{core::kMemoryRead, "memory read", {3.0, 3.0}, Depth::Quick, &kernel_row<core::kMemoryRead>},
    Step{core::kMemoryReadByThreads,
         "memory read by threads",
         {0.4, 2.0},
         Depth::Normal,
         &measure_read_by_threads},
    Step{core::kMemoryReadCacheGroup,
         "memory read of each cache group",
         {1.0, 2.0},
         Depth::Full,
         &measure_read_by_cache_group},
    Step{core::kMemoryReadNuma, "memory read across nodes", {0.5, 3.0}, Depth::Normal, &measure_read_by_node},
    Step{core::kMemoryReadInterleaved,
         "memory read of interleaved nodes",
         {0.3, 1.0},
         Depth::Normal,
         &measure_read_interleaved},
    Step{core::kMemoryReadRandom,
         "memory read at random places",
         {0.5, 2.5},
         Depth::Normal,
         &measure_read_random},
    Step{core::kMemoryReadFileMapping,
         "memory read of a mapped file",
         {1.0, 1.5},
         Depth::Full,
         &one_row<measure_read_file_mapping>},
    Step{core::kMemoryLatency, "memory latency", {0.5, 0.5}, Depth::Normal, &measure_latency},
    Step{core::kMemoryLatency, "memory latency by size", {6.0, 8.0}, Depth::Full, &measure_latency_ladder},
    Step{core::kMemoryWrite, "memory write", {1.0, 1.5}, Depth::Quick, &kernel_row<core::kMemoryWrite>},
    Step{core::kMemoryCopy, "memory copy", {1.0, 1.5}, Depth::Quick, &kernel_row<core::kMemoryCopy>},
    Step{core::kMemoryTriad, "memory triad", {1.0, 1.5}, Depth::Quick, &kernel_row<core::kMemoryTriad>},
    Step{core::kMemoryUpdate,
         "memory update in place",
         {0.7, 1.5},
         Depth::Normal,
         &kernel_row<core::kMemoryUpdate>},
    Step{core::kMemoryScale, "memory scale", {0.7, 1.5}, Depth::Full, &kernel_row<core::kMemoryScale>},
    Step{core::kMemoryAdd, "memory add", {0.7, 1.5}, Depth::Full, &kernel_row<core::kMemoryAdd>},
    Step{core::kBarrier, "barrier of all threads", {0.4, 0.5}, Depth::Quick, &one_row<measure_barrier>},
    Step{core::kBarrierByThreads, "barrier by threads", {0.5, 1.5}, Depth::Full, &measure_barrier_by_threads},
    Step{core::kFmaF32, "f32 multiply-adds", {0.3, 0.5}, Depth::Quick, &one_row<measure_fma_f32>},
    Step{core::kDiskRead, "disk read", {1.3, 3.0}, Depth::Normal, &measure_disk},
    // Last, because they overwrite the arena, or unmap it where there isn't room for both.
    Step{core::kMemoryReadSmallPages,
         "memory read on small pages",
         {0.5, 1.0},
         Depth::Normal,
         &one_row<measure_read_small_pages>},
    Step{core::kDecodeExperts,
         "decoding with experts",
         {2.2, 12.0, 1.2},
         Depth::Quick,
         &measure_expert_decode},
    Step{core::kDecodeLongRows, "decoding with long rows", {0.2, 3.0}, Depth::Normal, &measure_long_rows},
    Step{core::kDecodeHeads, "decoding attention's heads", {0.2, 3.0}, Depth::Normal, &measure_heads},
    Step{core::kDecodeLayer, "decoding a layer", {0.8, 10.0}, Depth::Normal, &measure_layer_decode},
    Step{core::kDecodeAttention, "attention", {0.3, 2.0}, Depth::Normal, &measure_attention},
    Step{core::kPrefillMatmul, "matrix products", {1.5, 14.0}, Depth::Full, &measure_matmul},
};

bool is_family(std::string_view id) { return id.ends_with('.'); }

bool selects(std::string_view wanted, std::string_view id) {
  return wanted == id || (is_family(wanted) && id.starts_with(wanted));
}

// Whether some row of the step may be what is wanted.
bool may_have(const Step& step, std::string_view wanted) {
  if (selects(wanted, step.id)) return true;
  if (!is_family(step.id) || !wanted.starts_with(step.id)) return false;
  return std::any_of(kWeightTypes.begin(), kWeightTypes.end(),
                     [&](const WeightType& type) { return type.id == wanted.substr(step.id.size()); });
}

bool has_wanted(const Plan& plan, const Step& step) {
  if (plan.only.empty()) return step.depth <= plan.depth;
  return std::any_of(plan.only.begin(), plan.only.end(),
                     [&](const std::string& wanted) { return may_have(step, wanted); });
}

std::vector<Step> steps_of(const Plan& plan) {
  std::vector<Step> steps;
  std::copy_if(kSteps.begin(), kSteps.end(), std::back_inserter(steps),
               [&](const Step& step) { return has_wanted(plan, step); });
  return steps;
}

double weight_of(const Step& step, Depth depth) {
  if (depth == Depth::Quick && step.weight.quick) return *step.weight.quick;
  return depth == Depth::Full ? step.weight.full : step.weight.shorter;
}

double weight_of(std::span<const Step> steps, Depth depth) {
  const auto add = [=](double sum, const Step& step) { return sum + weight_of(step, depth); };
  return std::accumulate(steps.begin(), steps.end(), 0.0, add);
}

// The plan's time, or what of it the wanted rows would have had.
core::Seconds time_of(const Plan& plan) {
  const auto whole = steps_of(plan_of(plan.depth));
  const double part = weight_of(steps_of(plan), plan.depth) / weight_of(whole, plan.depth);
  return plan.time * (kShareToTouch + (1 - kShareToTouch) * part);
}

std::string utc_now() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  std::array<char, 32> text{};
  gmtime_r(&now, &utc);
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text.data();
}

core::Measurement interrupted(std::string_view id) {
  core::Measurement row;
  row.id = is_family(id) ? std::string(id) + "q4_k" : std::string(id);
  return without_number(std::move(row), core::Status::Skipped, "interrupted");
}

// Each step may take its share of what is left, so that time saved by one is of use to the next, and one that
// was measured again doesn't starve those after it.
void measure_steps(Session& session, core::Seconds end, const Progress& progress,
                   std::vector<core::Measurement>& rows) {
  const Plan& plan = session.plan;
  const std::vector<Step> steps = steps_of(plan);
  const double all = weight_of(steps, plan.depth) / (1 - kShareToTouch);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const double own = weight_of(steps[i], plan.depth);
    const double left = weight_of(std::span(steps).subspan(i), plan.depth);
    if (!session.stop && progress) progress(steps[i].words, 1 - left / all);
    const core::Seconds least = plan.time * (kLeastOfShare * own / all);
    const core::Seconds ceiling = std::max((end - session.now()) * (own / left), least);
    Rows measured = session.stop ? Rows{interrupted(steps[i].id)} : steps[i].measure(session, ceiling);
    std::copy_if(std::move_iterator(measured.begin()), std::move_iterator(measured.end()),
                 std::back_inserter(rows),
                 [&](const core::Measurement& row) { return is_wanted(plan, row.id); });
  }
}

// The state now; none where the CPUs are too busy to tell.
std::optional<core::MachineState> state_now(Session& session) {
  if (!session.team || session.stop) return std::nullopt;
  look_again(session.state, session.now, [&] { return look_at_state(*session.team.value()); });
  if (session.state.last->name.empty()) return std::nullopt;
  return session.state.last;
}

}  // namespace

Plan plan_of(Depth depth) {
  Plan plan;
  plan.depth = depth;
  switch (depth) {
    case Depth::Quick:
      plan.time = {2.8};
      break;
    case Depth::Normal:
      break;
    case Depth::Full:
      plan.time = {150};
      break;
  }
  return plan;
}

bool is_wanted(const Plan& plan, std::string_view id) {
  const auto& only = plan.only;
  return only.empty() || std::any_of(only.begin(), only.end(),
                                     [=](const std::string& wanted) { return selects(wanted, id); });
}

bool is_measured(std::string_view wanted) {
  return std::any_of(kSteps.begin(), kSteps.end(), [=](const Step& step) { return may_have(step, wanted); });
}

core::Result<core::Measurements> run(const core::Machine& machine, const Plan& plan,
                                     const core::ReadActivity& activity,
                                     const core::ReadGpuStates& gpu_states, const Progress& progress,
                                     const std::atomic<bool>& stop) {
  if (!machine.live)
    return core::Error{core::ErrorKind::Unsupported,
                       "only the machine that this runs on can be measured, and this one comes from a file"};
  const core::Seconds start = monotonic_now();
  core::Measurements all;
  all.context.started_at = utc_now();
  Session session = open_session(machine, plan, activity, stop);
  session.gpu_states = gpu_states;
  all.context.state_before = state_now(session);
  if (plan.gpus != Gpus::Only) {
    if (!stop && progress) progress("touching memory", 0);
    if (!stop) prepare_arena(session, plan.time * kShareToTouch);
    measure_steps(session, start + time_of(plan), progress, all.rows);
  }
  all.context.state_after = state_now(session);
  all.context.state_changes = session.state.changes;
  compare_states(all.rows);
  if (plan.only.empty()) {
    if (!stop && progress && machine.gpus && !machine.gpus->empty()) progress("GPUs", 1);
    for (core::Measurement& row : measure_gpus(session)) all.rows.push_back(std::move(row));
  }
  all.context.duration_seconds = (monotonic_now() - start).value;
  return all;
}

}  // namespace probellm::bench
