#include "core/system_json.h"

namespace probellm::core {

Json system_json(const System& system) {
  return {{"huge_page_reserve_bytes", fact_json(system.huge_page_reserve)},
          {"transparent_huge_pages", fact_json(system.transparent_huge_pages)},
          {"zone_reclaim_mode", fact_json(system.zone_reclaim_mode)},
          {"numa_balancing", fact_json(system.numa_balancing)},
          {"swap_total_bytes", fact_json(system.swap_total)},
          {"swap_used_bytes", fact_json(system.swap_used)},
          {"governor", fact_json(system.governor)},
          {"frequency_driver", fact_json(system.frequency_driver)},
          {"energy_preference", fact_json(system.energy_preference)},
          {"clocksource", fact_json(system.clocksource)},
          {"steal_fraction", fact_json(system.steal_fraction)},
          {"zfs_cache_bytes", fact_json(system.zfs_cache)},
          {"zfs_cache_most_bytes", fact_json(system.zfs_cache_most)}};
}

System read_system(const FieldReader& reader) {
  return {read_fact<Bytes>(reader, "huge_page_reserve_bytes"),
          read_fact<std::string>(reader, "transparent_huge_pages"),
          read_fact<int>(reader, "zone_reclaim_mode"),
          read_fact<int>(reader, "numa_balancing"),
          read_fact<Bytes>(reader, "swap_total_bytes"),
          read_fact<Bytes>(reader, "swap_used_bytes"),
          read_fact<std::string>(reader, "governor"),
          read_fact<std::string>(reader, "frequency_driver"),
          read_fact<std::string>(reader, "energy_preference"),
          read_fact<std::string>(reader, "clocksource"),
          read_fact<double>(reader, "steal_fraction"),
          read_fact<Bytes>(reader, "zfs_cache_bytes"),
          read_fact<Bytes>(reader, "zfs_cache_most_bytes")};
}

}  // namespace probellm::core
