#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "core/facts.h"
#include "core/machine_json.h"
#include "core/ranges.h"

// Every fact shows in the JSON, so that is where facts are collected: none can be forgotten.
namespace probellm::core {
namespace {

/// What a fact's JSON has beside its value, what follows from other facts, and what changes by itself, by key
/// or path.
constexpr std::array<std::string_view, 20> kLeftOut{
    "source",     "reason",          "remedy",         "provenance",
    "notes",      "findings",        "memory.limits",  "live",
    "name",       "available_bytes", "usable_bytes",   "vram_free_bytes",
    "free_bytes", "swap_used_bytes", "steal_fraction", "zfs_cache_bytes",
    "each",       "steal_percent",   "weights_bytes",  "cpus_by_cache"};

/// What names one of several.
constexpr std::array<std::string_view, 6> kNames{"locator", "pci_address", "mount_point",
                                                 "id",      "level",       "place"};

/// The ends of keys that say a unit, the unit for people, and how much of the base unit it is.
struct UnitOfKey {
  std::string_view ending;
  std::string_view unit;
  double scale;
};
constexpr std::array<UnitOfKey, 4> kUnits{{{"transfers_per_second", "MT/s", 1e6},
                                           {"bytes_per_second", "GB/s", 1e9},
                                           {"_bytes", "GiB", 1073741824.0},
                                           {"hertz", "GHz", 1e9}}};

std::string text_of(const Json& value, std::string_view key) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_number() || value.is_boolean()) return value.dump();
  for (const auto& [ending, unit, scale] : kUnits) {
    if (!key.ends_with(ending)) continue;
    char text[64];
    std::snprintf(text, sizeof text, "%.4g %.*s", value.get<double>() / scale, static_cast<int>(unit.size()),
                  unit.data());
    return text;
  }
  return value.dump();
}

/// Numbers as ranges: of CPUs there are hundreds.
std::string text_of_items(const Json& array) {
  const auto is_whole = [](const Json& item) { return item.is_number_integer(); };
  if (array.empty() || !std::all_of(array.begin(), array.end(), is_whole)) return array.dump();
  const auto numbers = array.get<std::vector<int>>();
  return std::is_sorted(numbers.begin(), numbers.end()) ? ranges_text(numbers) : array.dump();
}

std::string name_of_item(const Json& item, std::size_t index) {
  for (const std::string_view key : kNames)
    if (const auto found = item.find(std::string(key)); item.is_object() && found != item.end())
      return text_of(*found, "");
  return std::to_string(index);
}

struct Place {
  std::string path;
  std::string kind;
  std::vector<std::string> names;

  Place below(const std::string& key) const {
    const std::string dot = path.empty() ? "" : ".";
    return {path + dot + key, kind + dot + key, names};
  }
  Place item(const std::string& name) const {
    Place place{path + "[" + name + "]", kind + "[*]", names};
    place.names.push_back(name);
    return place;
  }
};

void collect(const Json& json, const Place& place, const std::string& key, std::vector<NamedFact>& facts);

void collect_items(const Json& array, const Place& place, const std::string& key,
                   std::vector<NamedFact>& facts) {
  const bool is_of_objects = !array.empty() && array.front().is_object();
  if (!is_of_objects) return facts.push_back({place.path, place.kind, place.names, text_of_items(array)});
  for (std::size_t i = 0; i < array.size(); ++i)
    collect(array[i], place.item(name_of_item(array[i], i)), key, facts);
}

void collect(const Json& json, const Place& place, const std::string& key, std::vector<NamedFact>& facts) {
  if (json.is_array()) return collect_items(json, place, key, facts);
  if (!json.is_object()) {
    if (!json.is_null()) facts.push_back({place.path, place.kind, place.names, text_of(json, key)});
    return;
  }
  if (const auto value = json.find("value"); value != json.end()) return collect(*value, place, key, facts);
  const auto is_left_out = [](const std::string& key_or_path) {
    return std::find(kLeftOut.begin(), kLeftOut.end(), key_or_path) != kLeftOut.end();
  };
  for (const auto& [inner, value] : json.items()) {
    const Place below = place.below(inner);
    if (!is_left_out(inner) && !is_left_out(below.kind)) collect(value, below, inner, facts);
  }
}

}  // namespace

std::vector<NamedFact> facts_of(const Machine& machine) {
  std::vector<NamedFact> facts;
  collect(machine_json(machine), {}, "", facts);
  return facts;
}

}  // namespace probellm::core
