#include "probe/cpu/core_kinds.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>

#include "probe/cpu/arm_cores.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::CoreKind;
using core::Fact;

/// Cores that boost a little higher than their neighbours are no kind of their own.
constexpr double kAlike = 0.8;

double clock_of(const CoreKind& kind) { return kind.most_hertz ? *kind.most_hertz : 0; }

bool are_alike(const CoreKind& a, const CoreKind& b) {
  const double least = std::min(clock_of(a), clock_of(b)), most = std::max(clock_of(a), clock_of(b));
  return a.name == b.name && (most <= 0 || least / most >= kAlike);
}

std::string plain_name(std::string_view hwloc_type) {
  if (hwloc_type == "IntelCore") return "P";
  if (hwloc_type == "IntelAtom") return "E";
  return std::string(hwloc_type);
}

Fact<double> clock_fact(double hertz) {
  if (!(hertz > 0)) return Fact<double>::absent("hwloc doesn't state the cores' highest clock");
  return Fact<double>::known(hertz, "hwloc");
}

void merge(std::vector<CoreKind>& kinds, CoreKind found) {
  const auto same =
      std::find_if(kinds.begin(), kinds.end(), [&](const CoreKind& kind) { return are_alike(kind, found); });
  if (same == kinds.end()) return kinds.push_back(std::move(found));
  same->cores += found.cores;
  same->cpus.insert(same->cpus.end(), found.cpus.begin(), found.cpus.end());
  std::sort(same->cpus.begin(), same->cpus.end());
}

/// Intel calls the E cores outside of the ring, which clock lower, LP-E; kinds without a name get their
/// clock.
void name_apart(std::vector<CoreKind>& kinds) {
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if (i > 0 && kinds[i].name == "E" && kinds[i - 1].name == "E") kinds[i].name = "LP-E";
    if (!kinds[i].name.empty() || !kinds[i].most_hertz) continue;
    char text[32];
    std::snprintf(text, sizeof text, "up to %.1f GHz", *kinds[i].most_hertz / 1e9);
    kinds[i].name = text;
  }
}

/// One logical CPU's lines in /proc/cpuinfo.
std::vector<CoreKind> arm_kinds(std::string_view cpuinfo) {
  std::vector<CoreKind> kinds;
  std::optional<int> cpu;
  std::string_view implementer;
  for (const std::string_view line : split(cpuinfo, '\n')) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view key = trimmed(line.substr(0, colon));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (key == "processor") cpu = to_number<int>(value);
    if (key == "CPU implementer") implementer = value;
    if (key == "CPU part" && cpu) merge(kinds, {arm_name(implementer, value), 1, {*cpu}, clock_fact(0)});
  }
  return kinds;
}

void add_clocks(std::vector<CoreKind>& kinds, const std::vector<TopologyKind>& described) {
  for (CoreKind& kind : kinds)
    for (const TopologyKind& found : described)
      if (!kind.cpus.empty() &&
          std::find(found.cpus.begin(), found.cpus.end(), kind.cpus.front()) != found.cpus.end())
        kind.most_hertz = clock_fact(found.most_hertz);
}

}  // namespace

std::vector<CoreKind> core_kinds(std::string_view proc_cpuinfo, const std::vector<TopologyKind>& described) {
  std::vector<CoreKind> kinds = arm_kinds(proc_cpuinfo);
  add_clocks(kinds, described);
  if (kinds.size() < 2) {
    kinds.clear();
    for (auto found = described.rbegin(); found != described.rend(); ++found)
      merge(kinds, {plain_name(found->name), found->cores, found->cpus, clock_fact(found->most_hertz)});
  }
  if (kinds.size() < 2) return {};
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const CoreKind& a, const CoreKind& b) { return clock_of(a) > clock_of(b); });
  name_apart(kinds);
  return kinds;
}

}  // namespace probellm::probe
