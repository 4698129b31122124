#include "planner/kit.h"

#include <algorithm>
#include <string>

namespace probellm::planner {
namespace {

template <class Value>
bool holds(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// Ranks of registered modules that a channel drives (Lenovo System x3650 M4 HD Product Guide, and Dell's
/// population tables: no third module of four ranks); load-reduced ones count as one.
constexpr int kMostRanks = 8;

/// The ranks of a module as "2Rx4" says; 0 where that isn't stated.
int ranks_of(const core::Kit& kit) {
  const bool is_stated =
      kit.ranks.size() > 1 && kit.ranks[1] == 'R' && kit.ranks[0] >= '1' && kit.ranks[0] <= '8';
  return is_stated ? kit.ranks[0] - '0' : 0;
}

/// Why it doesn't go in; empty where it does.
std::string obstacle(const core::Kit& kit, const core::Platform& platform) {
  if (!holds(platform.types, kit.type)) {
    std::string types;
    for (const std::string& type : platform.types) types += (types.empty() ? "" : " or ") + type;
    return "takes " + types + ", not " + kit.type;
  }
  if (kit.is_registered && !platform.takes_registered) return "takes no registered modules";
  if (!kit.is_registered && !platform.takes_unregistered) return "takes registered modules only";
  const int slots = platform.sockets * platform.channels_per_socket * platform.slots_per_channel;
  if (kit.count > slots)
    return "has " + std::to_string(slots) + " slots, and the kit " + std::to_string(kit.count) + " modules";
  const int channels = platform.sockets * platform.channels_per_socket;
  const int ranks = ranks_of(kit) * ((kit.count + channels - 1) / std::max(1, channels));
  if (ranks > kMostRanks)
    return "has channels of at most " + std::to_string(kMostRanks) + " ranks, and the kit puts " +
           std::to_string(ranks) + " into one";
  const core::Bytes total = kit.each * kit.count;
  if (platform.most_memory && total > *platform.most_memory)
    return "holds at most " + std::to_string(platform.most_memory->value / core::kGiB) + " GiB";
  return "";
}

}  // namespace

std::optional<core::CpuSpec> cpu_for(const core::Platform& platform, const std::vector<core::CpuSpec>& cpus) {
  std::optional<core::CpuSpec> best;
  for (const core::CpuSpec& cpu : cpus)
    if (holds(platform.cpu_families, cpu.family) && (!best || cpu.cores > best->cores)) best = cpu;
  return best;
}

core::Result<core::MachineSpec> kit_in(const core::Kit& kit, const core::Platform& platform,
                                       const core::CpuSpec& cpu) {
  if (const std::string why = obstacle(kit, platform); !why.empty())
    return core::Error{core::ErrorKind::Malformed,
                       kit.name + " doesn't go into the " + platform.name + ": it " + why};
  core::MachineSpec spec;
  spec.text =
      std::to_string(platform.sockets) + "x " + cpu.name + " in the " + platform.name + ", " + kit.name;
  spec.sockets = platform.sockets;
  spec.cpu = cpu;
  spec.cpu.sockets = std::max(cpu.sockets, platform.sockets);
  spec.cpu.channels = platform.channels_per_socket;
  // Between Xeon E7s and their modules are buffers, whose kind the board has chosen.
  spec.cpu.memory_type = kit.type;
  // The board's table goes before the CPU's own, whose fastest still caps it.
  std::vector<double>& rates = spec.cpu.transfers_per_second;
  const std::vector<double>& board = platform.transfers_per_second;
  const double fastest = rates.front();
  const auto slots = static_cast<std::size_t>(platform.slots_per_channel);
  for (std::size_t i = 0; i < std::max({rates.size(), board.size(), slots}); ++i) {
    if (i == rates.size()) rates.push_back(rates.back());
    if (i < board.size()) rates[i] = std::min(fastest, board[i]);
  }
  spec.memory = core::Modules{kit.count, kit.each, kit.type, kit.transfers_per_second};
  return spec;
}

}  // namespace probellm::planner
