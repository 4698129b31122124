#pragma once

#include <string>

#include "core/fact.h"
#include "core/units.h"

namespace probellm::core {

/// What the system is set to, as far as inference feels it.
struct System {
  /// Memory set aside as huge pages of every size, which only programs that ask for it can use.
  Fact<Bytes> huge_page_reserve;
  /// "always", "madvise" or "never".
  Fact<std::string> transparent_huge_pages;
  Fact<int> zone_reclaim_mode;
  Fact<int> numa_balancing;
  Fact<Bytes> swap_total;
  Fact<Bytes> swap_used;
  /// The clocks' governor of all CPUs; several with commas between.
  Fact<std::string> governor;
  Fact<std::string> frequency_driver;
  /// What the CPU is to save: "performance", "balance_performance", ..., "power".
  Fact<std::string> energy_preference;
  Fact<std::string> clocksource;
  /// The share of CPU time since boot that the hypervisor gave to others.
  Fact<double> steal_fraction;
  /// What ZFS caches now, and the most it may.
  Fact<Bytes> zfs_cache;
  Fact<Bytes> zfs_cache_most;
};

}  // namespace probellm::core
