#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <numeric>
#include <optional>
#include <string>

#include "probe/absence.h"
#include "probe/probe.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

constexpr const char* kLoad = "/proc/loadavg";
constexpr const char* kStat = "/proc/stat";
constexpr const char* kCpu = "/sys/devices/system/cpu/cpu";
constexpr const char* kThrottleCount = "/thermal_throttle/core_throttle_count";

/// user, nice, system, idle, iowait, irq, softirq, steal; guest time is already part of user.
using Ticks = std::array<double, 8>;

std::optional<Ticks> parse_ticks(std::string_view stat) {
  const auto words = words_of(stat.substr(0, stat.find('\n')));
  Ticks ticks{};
  if (words.size() <= ticks.size() || words[0] != "cpu") return std::nullopt;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const auto number = to_number<std::int64_t>(words[i + 1]);
    if (!number || *number < 0) return std::nullopt;
    ticks[i] = static_cast<double>(*number);
  }
  return ticks;
}

Fact<double> read_load(const SysRoot& sys) {
  const auto text = sys.read(kLoad);
  if (!text) return absent_because<double>(text.error());
  double load = 0;
  const std::string_view line = *text;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), load);
  if (error != std::errc{} || !(load >= 0) || load > 1e9)
    return Fact<double>::absent(std::string(kLoad) + " isn't a load average");
  return Fact<double>::known(load, kLoad);
}

/// Only some drivers count them (Intel's): where the first CPU has no such file, none has.
Fact<double> read_throttle_events(const SysRoot& sys) {
  double events = 0;
  for (int cpu = 0;; ++cpu) {
    const auto count = sys.read_trimmed(kCpu + std::to_string(cpu) + kThrottleCount);
    const auto number = count ? to_number<std::int64_t>(*count) : std::nullopt;
    if (!number && cpu > 0) return Fact<double>::known(events, kThrottleCount);
    if (!number)
      return Fact<double>::absent(count ? std::string(kThrottleCount) + " isn't a number"
                                        : count.error().what);
    events += static_cast<double>(std::max<std::int64_t>(*number, 0));
  }
}

}  // namespace

core::Activity read_activity(const SysRoot& sys) {
  core::Activity activity;
  activity.load_average = read_load(sys);
  activity.throttle_events = read_throttle_events(sys);
  const auto stat = sys.read(kStat);
  const auto ticks = stat ? parse_ticks(*stat) : std::nullopt;
  if (!ticks) {
    const std::string reason = stat ? std::string(kStat) + " has no line of all CPUs" : stat.error().what;
    activity.steal_ticks = activity.idle_ticks = activity.all_ticks = Fact<double>::absent(reason);
    return activity;
  }
  activity.steal_ticks = Fact<double>::known(ticks->back(), kStat);
  activity.idle_ticks = Fact<double>::known((*ticks)[3] + (*ticks)[4], kStat);
  activity.all_ticks = Fact<double>::known(std::accumulate(ticks->begin(), ticks->end(), 0.0), kStat);
  return activity;
}

}  // namespace probellm::probe
