#include "estimator/command.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <utility>

#include "estimator/numa.h"
#include "estimator/type_shares.h"

namespace probellm::estimator {
namespace {

constexpr double kNearlyBest = 0.97;

/// Of each thread count the slowest type's share of that type's best: what suits all types.
std::map<int, double> worst_shares(const core::Measurements& measurements) {
  std::map<std::string, double> best;
  const auto counts = [](const core::Measurement& row) {
    return row.status == core::Status::Ok && row.unit == core::Unit::ByteRate &&
           row.id.starts_with(core::kDecodeExperts);
  };
  for (const core::Measurement& row : measurements.rows)
    if (counts(row)) best[row.id] = std::max(best[row.id], row.median);
  std::map<int, double> shares;
  for (const core::Measurement& row : measurements.rows) {
    if (!counts(row)) continue;
    const double share = row.median / best[row.id];
    const auto [place, is_new] = shares.emplace(row.threads, share);
    if (!is_new) place->second = std::min(place->second, share);
  }
  return shares;
}

std::optional<int> usable_cores(const core::Machine& machine) {
  std::optional<int> cores;
  const auto limit = [&](int count) { cores = std::min(cores.value_or(count), count); };
  if (machine.cpu.cores) limit(*machine.cpu.cores);
  if (!machine.limits.cpus.empty()) limit(static_cast<int>(machine.limits.cpus.size()));
  if (machine.limits.cpu_quota) limit(std::max(1, static_cast<int>(std::lround(*machine.limits.cpu_quota))));
  return cores;
}

void replace(std::string& text, std::string_view name, const std::string& value) {
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
    text.replace(at, name.size(), value);
}

/// As the engine is told how to use the sockets' memory.
std::string with_numa(std::string command, const Candidate& candidate, const core::Engine& engine) {
  if (!candidate.use || candidate.layout.placement == core::Placement::Gpu) return command;
  const auto wrapper = engine.numa_commands.find(*candidate.use);
  if (wrapper == engine.numa_commands.end()) return command;
  std::string wrapped = wrapper->second;
  replace(wrapped, "{command}", command);
  return wrapped;
}

/// What its user should know of it, as a comment.
std::string note_on(const Candidate& candidate, const Question& question, const core::Machine& machine) {
  const std::string& note = question.engine.amx_note;
  const bool on_cpu = candidate.layout.placement == core::Placement::Cpu ||
                      candidate.layout.placement == core::Placement::Stream;
  return on_cpu && has_amx(machine) && core::has_latent_attention(question.model) && !note.empty()
             ? "  # " + note
             : "";
}

}  // namespace

std::optional<int> best_threads(const core::Machine& machine, const core::Measurements& measurements,
                                std::optional<core::NumaUse> use) {
  if (use == core::NumaUse::OneSocket) {
    const auto cores = usable_cores(machine);
    if (!cores) return cores;
    return std::max(1, static_cast<int>(*cores * numa_part(machine, use)));
  }
  const std::map<int, double> shares = worst_shares(measurements);
  if (shares.size() < 2) return usable_cores(machine);
  const auto less = [](const auto& a, const auto& b) { return a.second < b.second; };
  const double best = std::max_element(shares.begin(), shares.end(), less)->second;
  for (const auto& [threads, share] : shares)
    if (share >= best * kNearlyBest) return threads;
  return usable_cores(machine);
}

std::string command_for(const Candidate& candidate, const Question& question, const core::Machine& machine,
                        std::optional<int> threads) {
  const Layout& layout = candidate.layout;
  const auto& commands = question.engine.commands;
  const auto found = commands.find(layout.placement);
  if (found == commands.end()) return "";
  std::string command = found->second;
  replace(command, "{threads}", threads ? " -t " + std::to_string(*threads) : "");
  const Choice& choice = question.choice;
  replace(command, "{context}", std::to_string(question.context_tokens * choice.sequences));
  replace(command, "{sequences}", choice.sequences > 1 ? " -np " + std::to_string(choice.sequences) : "");
  const int batch = question.engine.micro_batch;
  const bool is_usual = batch == question.engine.usual_micro_batch;
  replace(command, "{micro_batch}",
          is_usual ? "" : " -b " + std::to_string(batch) + " -ub " + std::to_string(batch));
  replace(command, "{kv_type}", question.kv_type.id);
  replace(command, "{layers_in_ram}", std::to_string(layout.token.split_layers));
  const auto gpus = static_cast<std::int64_t>(machine.gpus ? machine.gpus->size() : 1);
  replace(command, "{together}", std::to_string(candidate.together));
  replace(command, "{stages}", std::to_string(std::max<std::int64_t>(1, gpus / candidate.together)));
  return with_numa(std::move(command), candidate, question.engine) + note_on(candidate, question, machine);
}

}  // namespace probellm::estimator
