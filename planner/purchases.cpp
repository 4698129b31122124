#include "planner/purchases.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace probellm::planner {
namespace {

using core::MachineSpec;
using core::Purchase;

void add_modules(std::vector<Purchase>& all, const MachineSpec& from, const MachineSpec& to) {
  if (!to.memory || to.memory->count == 0) return;
  Purchase bought = purchase_of(*to.memory);
  if (from.memory && purchase_of(*from.memory).what == bought.what) bought.count -= from.memory->count;
  if (bought.count > 0) all.push_back(bought);
}

int count_of(const MachineSpec& spec, const std::string& gpu) {
  int count = 0;
  for (const core::GpuSet& set : spec.gpus)
    if (set.spec.name == gpu) count += set.count;
  return count;
}

void add_gpus(std::vector<Purchase>& all, const MachineSpec& from, const MachineSpec& to) {
  for (const core::GpuSet& set : to.gpus) {
    const int more = count_of(to, set.spec.name) - count_of(from, set.spec.name);
    const bool is_listed =
        std::any_of(all.begin(), all.end(), [&](const Purchase& one) { return one.what == set.spec.name; });
    if (more > 0 && !is_listed) all.push_back({more, set.spec.name});
  }
}

bool has_such_a_disk(const MachineSpec& from, const core::DiskSpec& disk) {
  return from.disk && from.disk->kind == disk.kind && from.disk->read == disk.read;
}

}  // namespace

Purchase purchase_of(const core::Modules& modules) {
  std::string what = std::to_string(modules.each.value / core::kGiB) + "GB " + modules.type;
  if (modules.transfers_per_second > 0)
    what += "-" + std::to_string(std::lround(modules.transfers_per_second / 1e6));
  return {modules.count, what};
}

std::vector<Purchase> purchases(const MachineSpec& from, const MachineSpec& to) {
  std::vector<Purchase> all;
  if (to.sockets > from.sockets) all.push_back({to.sockets - from.sockets, to.cpu.name});
  add_modules(all, from, to);
  add_gpus(all, from, to);
  if (to.disk && !has_such_a_disk(from, *to.disk))
    all.push_back({1, to.disk->kind == "nvme" ? "NVMe" : to.disk->kind});
  return all;
}

core::Cost cost_of(const std::vector<Purchase>& purchases, const core::Prices& prices) {
  double sum = 0;
  for (const Purchase& bought : purchases) {
    const auto price = prices.each.find(bought.what);
    if (price == prices.each.end()) return {{}, bought.what};
    sum += bought.count * price->second;
  }
  return {sum, ""};
}

}  // namespace probellm::planner
