#include "estimator/numa.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace probellm::estimator {
namespace {

using core::Assumption;
using core::Basis;
using core::Interval;
using core::Measurement;
using core::NumaUse;

int sockets_of(const core::Machine& machine) {
  return machine.cpu.sockets ? std::max(1, *machine.cpu.sockets) : 1;
}

/// Each doubling of sockets costs the same share again.
Interval for_sockets(const Interval& of_two, int sockets) {
  const double doublings = std::log2(static_cast<double>(sockets));
  return {std::pow(of_two.low, doublings), std::pow(of_two.likely, doublings),
          std::pow(of_two.high, doublings)};
}

/// What a row reads of the bandwidth that all threads have on pages of their own; absent where either isn't
/// known.
std::optional<Assumption> share_of_local(std::string name, const Measurement* row, const Measured& measured) {
  const Measurement* local = usable_row(measured, core::kMemoryRead, core::Unit::ByteRate);
  if (row == nullptr || local == nullptr || local->median <= 0) return std::nullopt;
  Assumption share = from_row(std::move(name), *row, "");
  for (double* end : {&share.value.low, &share.value.likely, &share.value.high})
    *end = std::min(1.0, *end / local->median);
  return share;
}

/// Threads that read pages of all nodes, beside the same threads on pages of their own.
std::optional<Assumption> measured_interleaving(const Measured& measured) {
  return share_of_local("interleaved pages over local ones",
                        usable_row(measured, core::kMemoryReadInterleaved, core::Unit::ByteRate), measured);
}

/// The fastest node's cores on its own memory; only where each socket is one node.
std::optional<Assumption> measured_socket(const core::Machine& machine, const Measured& measured) {
  if (machine.numa.nodes.size() != static_cast<std::size_t>(sockets_of(machine))) return std::nullopt;
  const Measurement* best = nullptr;
  for (const Measurement& row : measured.all.rows) {
    const bool is_node = row.id == core::kMemoryReadNuma && row.status == core::Status::Ok &&
                         row.at.count("cpu_node") != 0 && row.at.count("memory_node") != 0 &&
                         can_be_used(measured, row);
    if (!is_node || row.at.at("cpu_node") != row.at.at("memory_node")) continue;
    if (best == nullptr || row.median > best->median) best = &row;
  }
  return share_of_local("one socket's bandwidth over all sockets'", best, measured);
}

}  // namespace

std::vector<std::optional<NumaUse>> numa_uses(const core::Machine& machine, const Question& question) {
  if (sockets_of(machine) == 1) return {std::nullopt};
  if (question.choice.numa) return {question.choice.numa};
  std::vector<std::optional<NumaUse>> uses{NumaUse::OneSocket};
  for (const auto& [use, share] : question.engine.numa_shares) uses.emplace_back(use);
  return uses;
}

Assumption numa_share(const core::Machine& machine, const Measured& measured, const core::Engine& engine,
                      std::optional<NumaUse> use) {
  const int sockets = sockets_of(machine);
  const auto known = use ? engine.numa_shares.find(*use) : engine.numa_shares.end();
  if (!machine.cpu.sockets)
    return {"share left in case there are two sockets", "", {0.5, 1, 1}, Basis::Assumed, engine.source};
  if (!use || sockets == 1) return {"share of one socket", "", exactly(1), Basis::Read, "one socket"};
  if (*use == NumaUse::OneSocket) {
    if (auto share = measured_socket(machine, measured)) return *share;
    return {"one of " + std::to_string(sockets) + " sockets", "", exactly(1.0 / sockets), Basis::Read,
            machine.cpu.sockets.source()};
  }
  if (*use == NumaUse::Interleaved)
    if (auto share = measured_interleaving(measured)) return *share;
  const Interval of_two = known != engine.numa_shares.end() ? known->second : Interval{0.2, 0.4, 0.8};
  return {"share left by " + std::to_string(sockets) + " sockets", "", for_sockets(of_two, sockets),
          Basis::Assumed, engine.source};
}

double numa_part(const core::Machine& machine, std::optional<NumaUse> use) {
  return use == NumaUse::OneSocket ? 1.0 / sockets_of(machine) : 1;
}

std::int64_t weight_copies(const core::Machine& machine, std::optional<NumaUse> use) {
  return use == NumaUse::Mirrored ? sockets_of(machine) : 1;
}

}  // namespace probellm::estimator
