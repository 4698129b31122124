#include "probe/memory/edac.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "probe/memory/dimm_fixes.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

constexpr const char* kFolder = "/sys/devices/system/edac/mc";
constexpr const char* kSource = "EDAC, /sys/devices/system/edac/mc";
constexpr int kMostInALayer = 1024;

/// Where a module is, by the layers that its driver has; firmware's own driver (ghes_edac) only numbers them.
struct Place {
  std::optional<int> channel;
  int slot = 0;
};

/// The number behind a layer's name in "channel 0 slot 1"; absent where it isn't there.
std::optional<int> layer(std::string_view location, std::string_view name) {
  const auto words = words_of(location);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto number = words[i] == name ? to_number<int>(words[i + 1]) : std::nullopt;
    if (number && *number >= 0 && *number < kMostInALayer) return number;
  }
  return std::nullopt;
}

/// Chip-select rows are ranks, of which a module has a pair (amd64_edac: rows 0 and 1 are the first slot).
std::optional<Place> place_of(std::string_view location) {
  const auto channel = layer(location, "channel");
  if (!channel) {
    const auto number = layer(location, "memory");
    return number ? std::optional(Place{std::nullopt, *number}) : std::nullopt;
  }
  if (const auto slot = layer(location, "slot")) return Place{*channel, *slot};
  if (const auto row = layer(location, "csrow")) return Place{*channel, *row / 2};
  return Place{*channel, 0};
}

/// Channels of Intel's client controllers (igen6_edac) that are the two subchannels of one DDR5 channel: the
/// driver counts each half, of 32 bits.
Place fix_igen6_subchannels(Place place, std::string_view driver, std::string_view type) {
  const bool is_client = driver.starts_with("Intel_client_SoC");
  if (is_client && type == "DDR5" && place.channel) place.channel = *place.channel / 2;
  return place;
}

/// "Registered-DDR4", "Low-Power-DDR4-RAM" (edac_mem_types in Linux's drivers/edac/edac_mc.c).
std::string type_of(std::string_view text) {
  const std::size_t at = text.find("DDR");
  if (at == std::string_view::npos) return "unknown";
  const std::string_view rest = text.substr(at);
  const std::string type = printable(rest.substr(0, rest.find('-')));
  return text.starts_with("Low-Power") ? "LP" + type : type;
}

Fact<std::string> buffering_of(std::string_view text) {
  for (const auto& [start, word] : {std::pair{"Registered", "registered"},
                                    {"Unbuffered", "unbuffered"},
                                    {"Load-Reduced", "load-reduced"}})
    if (text.starts_with(start)) return Fact<std::string>::known(word, kSource);
  return Fact<std::string>::absent("EDAC doesn't tell the buffering");
}

std::string name_of(int controller, const Place& place) {
  const std::string name = "mc" + std::to_string(controller);
  if (!place.channel) return name + " memory " + std::to_string(place.slot);
  return name + " channel " + std::to_string(*place.channel) + " slot " + std::to_string(place.slot);
}

core::Dimm module_of(const EdacDimm& dimm, std::string locator) {
  const char* reason = "EDAC doesn't know it";
  core::Dimm module;
  module.locator = std::move(locator);
  module.bank = printable(dimm.label);
  module.type = type_of(dimm.type);
  module.rated_transfers_per_second = Fact<double>::absent(reason);
  module.configured_transfers_per_second = Fact<double>::absent(reason);
  module.ranks = Fact<int>::absent(reason);
  module.data_width_bits = Fact<int>::absent(reason);
  module.form_factor = Fact<std::string>::absent(reason);
  module.technology = Fact<std::string>::absent(reason);
  module.buffering = buffering_of(dimm.type);
  module.volts = Fact<double>::absent(reason);
  return module;
}

std::string file(const SysRoot& sys, const std::string& folder, const char* name) {
  const auto text = sys.read_trimmed(folder + "/" + name);
  return text ? *text : "";
}

std::optional<int> number_behind(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  return to_number<int>(name.substr(prefix.size()));
}

void read_dimms(const SysRoot& sys, const EdacController& controller, const std::string& folder,
                EdacTexts& edac) {
  const auto names = sys.list(folder);
  if (!names) return;
  for (const std::string& name : *names) {
    if (!number_behind(name, "dimm") && !number_behind(name, "rank")) continue;
    if (edac.dimms.size() >= kMostSlots) return;
    const std::string dimm = folder + "/" + name;
    edac.dimms.push_back({controller.number, controller.driver, file(sys, dimm, "dimm_label"),
                          file(sys, dimm, "dimm_location"), file(sys, dimm, "size"),
                          file(sys, dimm, "dimm_mem_type"), file(sys, dimm, "dimm_ce_count"),
                          file(sys, dimm, "dimm_ue_count")});
  }
}

std::int64_t count_in(const std::string& text) {
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  return std::clamp<std::int64_t>(to_number<std::int64_t>(text).value_or(0), 0, kMost);
}

/// What a controller counted beyond its modules: errors whose place it couldn't tell.
core::MemoryErrors without_place(const EdacController& controller, const EdacTexts& edac) {
  core::MemoryErrors errors{"somewhere in mc" + std::to_string(controller.number),
                            count_in(controller.corrected), count_in(controller.uncorrected)};
  for (const EdacDimm& dimm : edac.dimms) {
    if (dimm.controller != controller.number) continue;
    errors.corrected -= count_in(dimm.corrected);
    errors.uncorrected -= count_in(dimm.uncorrected);
  }
  errors.corrected = std::max<std::int64_t>(0, errors.corrected);
  errors.uncorrected = std::max<std::int64_t>(0, errors.uncorrected);
  return errors;
}

}  // namespace

core::Result<EdacTexts> read_edac(const SysRoot& sys) {
  const auto names = sys.list(kFolder);
  if (!names) return core::Error{core::ErrorKind::NotFound, "no EDAC driver watches the memory"};
  EdacTexts edac;
  for (const std::string& name : *names) {
    const auto number = number_behind(name, "mc");
    if (!number || *number < 0 || *number >= kMostInALayer) continue;
    const std::string folder = std::string(kFolder) + "/" + name;
    const EdacController controller{*number, file(sys, folder, "mc_name"), file(sys, folder, "max_location"),
                                    file(sys, folder, "ce_count"), file(sys, folder, "ue_count")};
    edac.controllers.push_back(controller);
    read_dimms(sys, controller, folder, edac);
  }
  if (edac.controllers.empty())
    return core::Error{core::ErrorKind::NotFound, "no EDAC driver watches the memory"};
  return edac;
}

core::Result<MemorySlots> edac_slots(const EdacTexts& edac) {
  std::map<std::tuple<int, std::optional<int>, int>, core::Dimm> modules;
  for (const EdacDimm& dimm : edac.dimms) {
    const auto layers = place_of(dimm.location);
    const auto size = to_bytes(trimmed(dimm.size), core::kMiB);
    if (!layers || !size || size->value == 0 || *size > kMostOfAModule) continue;
    const Place place = fix_igen6_subchannels(*layers, dimm.driver, type_of(dimm.type));
    const auto module = modules
                            .try_emplace({dimm.controller, place.channel, place.slot},
                                         module_of(dimm, name_of(dimm.controller, place)))
                            .first;
    module->second.size += *size;
  }
  if (modules.empty()) return core::Error{core::ErrorKind::NotFound, "EDAC lists no modules"};
  MemorySlots memory;
  for (auto& [place, module] : modules)
    memory.slots.push_back({module.locator, module.bank, module, Content::Module});
  for (const EdacController& controller : edac.controllers) {
    const auto last = place_of(controller.last_place);
    if (!last || !last->channel) continue;
    const Place fixed = fix_igen6_subchannels(*last, controller.driver, modules.begin()->second.type);
    memory.channels_by_controller.push_back(*fixed.channel + 1);
  }
  return memory;
}

std::vector<core::MemoryErrors> edac_errors(const EdacTexts& edac) {
  std::vector<core::MemoryErrors> places;
  for (const EdacDimm& dimm : edac.dimms) {
    core::MemoryErrors errors{"", count_in(dimm.corrected), count_in(dimm.uncorrected)};
    if (errors.corrected + errors.uncorrected == 0) continue;
    errors.place = "mc" + std::to_string(dimm.controller) + " " + printable(dimm.location);
    const std::string label = printable(dimm.label);
    if (!label.empty()) errors.place += " (" + label + ")";
    places.push_back(std::move(errors));
  }
  for (const EdacController& controller : edac.controllers) {
    core::MemoryErrors errors = without_place(controller, edac);
    if (errors.corrected + errors.uncorrected > 0) places.push_back(std::move(errors));
  }
  return places;
}

}  // namespace probellm::probe
