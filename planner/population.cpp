#include "planner/population.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace probellm::planner {
namespace {

constexpr std::array kDdr4Gib{8, 16, 32, 64, 128};
constexpr std::array kDdr5Gib{16, 24, 32, 48, 64, 96, 128, 256};
constexpr std::array kUnregisteredGib{8, 16, 32, 48, 64};
constexpr double kBytesPerTransfer = 8;
bool is_desktop(const core::CpuSpec& cpu) { return cpu.channels <= 2; }

/// The most modules a channel that boards have slots for: as many as the CPU's maker states speeds for; where
/// that is one speed for all, no more than any board has.
int most_in_channel(const core::CpuSpec& cpu) {
  constexpr int kMostAnywhere = 3, kMostOnDesktops = 2;
  const int stated = static_cast<int>(cpu.transfers_per_second.size());
  if (is_desktop(cpu)) return kMostOnDesktops;
  return stated > 1 ? stated : kMostAnywhere;
}

bool is_same_type(const core::CpuSpec& cpu, const core::Modules& modules) {
  // Soldered kinds of LPDDR aren't told apart in orders.
  if (modules.type.empty() || modules.type == cpu.memory_type) return true;
  if (modules.type == "MRDIMM") return !cpu.mrdimm_transfers_per_second.empty();
  return modules.type.starts_with("LPDDR") && cpu.memory_type.starts_with("LPDDR");
}

std::string mts(double transfers) { return std::to_string(std::lround(transfers / 1e6)) + " MT/s"; }

/// The fastest that the CPU allows with so many modules in a channel.
double allowed(const core::CpuSpec& cpu, const core::Modules& modules, int modules_a_channel) {
  const auto& rates = modules.type == "MRDIMM" ? cpu.mrdimm_transfers_per_second : cpu.transfers_per_second;
  return rates[std::min(rates.size(), static_cast<std::size_t>(modules_a_channel)) - 1];
}

}  // namespace

core::Result<Running> run_modules(const core::CpuSpec& cpu, int sockets, const core::Modules& modules) {
  using core::Error;
  using core::ErrorKind;
  if (!is_same_type(cpu, modules))
    return Error{ErrorKind::Malformed, cpu.name + " takes " + cpu.memory_type + ", not " + modules.type};
  Running running;
  running.channels = cpu.channels * sockets;
  // Without a number of modules the memory is soldered, or taken to fill every channel.
  const int count = modules.count > 0 ? modules.count : running.channels;
  if (count > running.channels * most_in_channel(cpu))
    return Error{ErrorKind::Malformed, std::to_string(count) + " modules are more than the " +
                                           std::to_string(running.channels) + " channels of " +
                                           std::to_string(sockets) + "x " + cpu.name + " hold, at most " +
                                           std::to_string(most_in_channel(cpu)) + " each"};
  running.channels_filled = std::min(count, running.channels);
  running.modules_a_channel = (count + running.channels - 1) / running.channels;
  running.is_even = count % running.channels_filled == 0;
  const double most = allowed(cpu, modules, running.modules_a_channel);
  const double wanted = modules.transfers_per_second > 0 ? modules.transfers_per_second : most;
  running.transfers_per_second = std::min(wanted, most);
  if (most < wanted && running.modules_a_channel > 1 && allowed(cpu, modules, 1) > most)
    running.slowed_by = std::to_string(running.modules_a_channel) + " modules a channel run at " + mts(most);
  else if (most < wanted)
    running.slowed_by = "the CPU's fastest is " + mts(most);
  running.bandwidth = {running.channels_filled * running.transfers_per_second * kBytesPerTransfer};
  return running;
}

std::span<const int> module_sizes(const core::CpuSpec& cpu) {
  // Desktop CPUs take modules without a register, which come no larger.
  if (is_desktop(cpu)) return kUnregisteredGib;
  if (cpu.memory_type == "DDR5") return kDdr5Gib;
  return kDdr4Gib;
}

}  // namespace probellm::planner
