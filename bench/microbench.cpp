// The kernel table under Google Benchmark, with its filters, repetitions and output formats; the product
// doesn't need it.
#include <benchmark/benchmark.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "bench/memory/kernel_table.h"
#include "bench/session.h"

namespace {

using namespace probellm;

core::Machine this_machine() {
  core::Machine machine;
  machine.live = true;
  cpu_set_t allowed{};
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) CPU_SET(0, &allowed);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
    if (CPU_ISSET(cpu, &allowed)) machine.limits.cpus.push_back(cpu);
  const core::Bytes memory{sysconf(_SC_AVPHYS_PAGES) * sysconf(_SC_PAGESIZE)};
  machine.memory.usable = core::Fact<core::Bytes>::known(memory, "sysconf");
  machine.cpu.caches.push_back({3, {std::max(0L, sysconf(_SC_LEVEL3_CACHE_SIZE))}, 1});
  return machine;
}

void run_kernel(benchmark::State& state, bench::Session& session, const bench::KernelRow& row,
                const bench::StreamVariant& variant, int threads) {
  if (!session.arena) return state.SkipWithError(session.arena.error().what.c_str());
  const bench::Arena& arena = *session.arena;
  const bench::Work pass = [&](int worker) {
    benchmark::DoNotOptimize(variant.run(arena.parts[static_cast<std::size_t>(worker)].arrays, row.scalar));
  };
  for (auto _ : state) state.SetIterationTime(session.team.value()->timed(threads, pass).value);
  const double bytes = bench::bytes_moved(row, arena.parts.front().arrays.words) * threads;
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
  state.SetLabel(std::string(session.kernels.target));
}

void add(bench::Session& session, const bench::KernelRow& row, const bench::StreamVariant& variant,
         int threads) {
  std::string words(variant.name);
  std::replace(words.begin(), words.end(), ' ', '_');
  const std::string name = std::string(row.id) + "/" + words + "/threads:" + std::to_string(threads);
  benchmark::RegisterBenchmark(name.c_str(),
                               [&session, &row, &variant, threads](benchmark::State& state) {
                                 run_kernel(state, session, row, variant, threads);
                               })
      ->UseManualTime()
      ->Unit(benchmark::kMillisecond);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const core::Machine machine = this_machine();
  const bench::Plan plan;
  const std::atomic<bool> stop{false};
  bench::Session session = bench::open_session(machine, plan, {}, stop);
  bench::prepare_arena(session, {60});
  const int threads = bench::useful_threads(machine.limits);
  for (const bench::KernelRow& row : bench::kKernelTable)
    for (const bench::StreamVariant& variant : session.kernels.*row.variants) {
      add(session, row, variant, 1);
      if (threads > 1) add(session, row, variant, threads);
    }
  benchmark::RunSpecifiedBenchmarks();
}
