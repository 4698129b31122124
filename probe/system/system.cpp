#include "probe/system/system.h"

#include <algorithm>

#include "probe/absence.h"
#include "probe/memory/meminfo.h"
#include "probe/probe.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Bytes;
using core::Fact;
using Text = Fact<std::string>;

constexpr const char* kMeminfo = "/proc/meminfo";
const std::string kPolicies = "/sys/devices/system/cpu/cpufreq";

Text text_fact(const SysRoot& sys, const std::string& path) {
  const auto text = sys.read_trimmed(path);
  if (!text) return absent_because<std::string>(text.error());
  if (text->empty()) return Text::absent(path + " is empty");
  return Text::known(printable(*text), path);
}

Fact<int> number_fact(const SysRoot& sys, const std::string& path) {
  const auto text = sys.read_trimmed(path);
  if (!text) return absent_because<int>(text.error());
  const auto number = to_number<int>(*text);
  return number && *number >= 0 ? Fact<int>::known(*number, path)
                                : Fact<int>::absent(path + " isn't a number");
}

Text read_huge_pages(const SysRoot& sys) {
  const std::string path = "/sys/kernel/mm/transparent_hugepage/enabled";
  const auto text = sys.read(path);
  if (!text) return absent_because<std::string>(text.error());
  const std::string_view word = chosen_word(*text);
  return word.empty() ? Text::absent(path + " chooses none") : Text::known(printable(word), path);
}

void read_swap(core::System& system, const SysRoot& sys) {
  const auto meminfo = sys.read(kMeminfo);
  if (!meminfo) {
    system.swap_total = system.swap_used = system.huge_page_reserve = absent_because<Bytes>(meminfo.error());
    return;
  }
  system.huge_page_reserve = Fact<Bytes>::known(huge_page_reserve(*meminfo), kMeminfo);
  const auto total = meminfo_field(*meminfo, "SwapTotal");
  const auto free = meminfo_field(*meminfo, "SwapFree");
  const auto missing = Fact<Bytes>::absent(std::string(kMeminfo) + " has no SwapTotal and SwapFree");
  system.swap_total = system.swap_used = missing;
  if (!total || !free || *free > *total) return;
  system.swap_total = Fact<Bytes>::known(*total, std::string("SwapTotal, ") + kMeminfo);
  system.swap_used = Fact<Bytes>::known(*total - *free, std::string("SwapTotal - SwapFree, ") + kMeminfo);
}

/// CPUs that share a clock have one policy; most machines have as many as CPUs.
void read_clocks(core::System& system, const SysRoot& sys) {
  const auto policies = sys.list(kPolicies);
  if (!policies || policies->empty()) {
    const std::string why = policies ? kPolicies + " is empty" : policies.error().what;
    system.governor = system.frequency_driver = system.energy_preference =
        Text::absent("the kernel doesn't set the clocks here: " + why);
    return;
  }
  std::string governors;
  for (const std::string& policy : *policies) {
    const auto governor = sys.read_trimmed(kPolicies + "/" + policy + "/scaling_governor");
    const std::string name = governor ? printable(*governor) : "";
    if (governors.find(name) == std::string::npos) governors += (governors.empty() ? "" : ",") + name;
  }
  const std::string first = kPolicies + "/" + policies->front();
  system.governor = governors.empty() ? Text::absent(first + " has no governor")
                                      : Text::known(governors, kPolicies + "/*/scaling_governor");
  system.frequency_driver = text_fact(sys, first + "/scaling_driver");
  system.energy_preference = text_fact(sys, first + "/energy_performance_preference");
}

Fact<double> read_steal(const SysRoot& sys) {
  const core::Activity activity = read_activity(sys);
  if (!activity.steal_ticks) return absent_like<double>(activity.steal_ticks);
  if (!(*activity.all_ticks > 0)) return Fact<double>::absent("/proc/stat counts no CPU time");
  return Fact<double>::known(*activity.steal_ticks / *activity.all_ticks, activity.steal_ticks.source());
}

/// Lines "name type value".
Fact<Bytes> zfs_amount(const core::Result<std::string>& arcstats, std::string_view name) {
  if (!arcstats) return Fact<Bytes>::absent("ZFS isn't loaded: " + arcstats.error().what);
  for (const std::string_view line : split(*arcstats, '\n')) {
    const auto words = words_of(line);
    const bool is_it = words.size() == 3 && words[0] == name;
    const auto bytes = is_it ? to_bytes(words[2]) : std::nullopt;
    if (bytes) return Fact<Bytes>::known(*bytes, std::string(name) + ", /proc/spl/kstat/zfs/arcstats");
  }
  return Fact<Bytes>::absent("/proc/spl/kstat/zfs/arcstats has no " + std::string(name));
}

}  // namespace

std::string_view chosen_word(std::string_view text) {
  const std::size_t open = text.find('[');
  const std::size_t close = text.find(']', open == std::string_view::npos ? open : open + 1);
  return close == std::string_view::npos ? "" : text.substr(open + 1, close - open - 1);
}

core::System read_system(const SysRoot& sys) {
  core::System system;
  read_swap(system, sys);
  system.transparent_huge_pages = read_huge_pages(sys);
  system.zone_reclaim_mode = number_fact(sys, "/proc/sys/vm/zone_reclaim_mode");
  system.numa_balancing = number_fact(sys, "/proc/sys/kernel/numa_balancing");
  read_clocks(system, sys);
  system.clocksource = text_fact(sys, "/sys/devices/system/clocksource/clocksource0/current_clocksource");
  system.steal_fraction = read_steal(sys);
  const auto arcstats = sys.read("/proc/spl/kstat/zfs/arcstats");
  system.zfs_cache = zfs_amount(arcstats, "size");
  system.zfs_cache_most = zfs_amount(arcstats, "c_max");
  return system;
}

}  // namespace probellm::probe
