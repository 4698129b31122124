#include "probe/memory/dimms.h"

#include <algorithm>
#include <string_view>

#include "probe/absence.h"
#include "probe/memory/smbios.h"
#include "probe/memory/udev_memory.h"

namespace probellm::probe {
namespace {

core::Fact<MemorySlots> absent_slots(const core::Error& error) {
  using Slots = core::Fact<MemorySlots>;
  switch (error.kind) {
    case core::ErrorKind::PermissionDenied:
      return Slots::absent("the SMBIOS table needs root", "run: sudo probe-llm probe");
    case core::ErrorKind::NotFound:
      return Slots::absent(
          "this system shows no SMBIOS table (a small VM, a container, or firmware without one)");
    case core::ErrorKind::Unsupported:
    case core::ErrorKind::Malformed:
    case core::ErrorKind::Failed:
      return Slots::absent(error.what);
  }
  return Slots::absent(error.what);
}

/// The one type of all modules; absent where they differ or the firmware doesn't say.
core::Fact<std::string> type_of(const std::vector<core::Dimm>& dimms, const std::string& source) {
  using Type = core::Fact<std::string>;
  if (dimms.empty()) return Type::absent("the firmware lists no module");
  const std::string type = dimms.front().type;
  for (const core::Dimm& dimm : dimms)
    if (dimm.type != type) return Type::absent("the modules are of different types");
  const bool says_so = type.find("DDR") != std::string::npos || type.starts_with("HBM");
  if (!says_so) return Type::absent("the firmware doesn't state the type of its memory");
  return Type::known(type, source);
}

/// Takes what `better` leaves open from the same module in another source.
void fill_in(core::Dimm& better, const core::Dimm& other) {
  const auto take = [](auto& fact, const auto& other_fact) {
    if (!fact && other_fact) fact = other_fact;
  };
  if (better.type == "unknown") better.type = other.type;
  if (better.manufacturer.empty()) better.manufacturer = other.manufacturer;
  if (better.part_number.empty()) better.part_number = other.part_number;
  take(better.rated_transfers_per_second, other.rated_transfers_per_second);
  take(better.configured_transfers_per_second, other.configured_transfers_per_second);
  take(better.ranks, other.ranks);
  take(better.data_width_bits, other.data_width_bits);
  take(better.form_factor, other.form_factor);
  take(better.technology, other.technology);
  take(better.buffering, other.buffering);
  take(better.volts, other.volts);
}

const MemorySlot* only_slot_named(const MemorySlots& slots, const MemorySlot& name) {
  const MemorySlot* found = nullptr;
  for (const MemorySlot& slot : slots.slots) {
    if (slot.locator != name.locator || slot.bank != name.bank) continue;
    if (found != nullptr) return nullptr;
    found = &slot;
  }
  return found;
}

void fill_in_from_udev(MemorySlots& better, const MemorySlots& udev) {
  for (MemorySlot& slot : better.slots) {
    const MemorySlot* other = slot.module ? only_slot_named(udev, slot) : nullptr;
    if (other != nullptr && other->module) fill_in(*slot.module, *other->module);
  }
}

/// EDAC's places aren't the firmware's, but one type for all is the type of each.
void fill_in_from_edac(MemorySlots& better, const MemorySlots& edac) {
  const core::Dimm& first = *edac.slots.front().module;
  for (const MemorySlot& slot : edac.slots)
    if (slot.module->type != first.type) return;
  for (MemorySlot& slot : better.slots) {
    if (!slot.module) continue;
    if (slot.module->type == "unknown") slot.module->type = first.type;
    if (!slot.module->buffering) slot.module->buffering = first.buffering;
  }
}

core::Result<MemorySlots> parsed(const core::Result<std::string>& text,
                                 core::Result<MemorySlots> (*parse)(std::string_view)) {
  if (!text) return text.error();
  return parse(*text);
}

}  // namespace

SlotSources read_slot_sources(const Sources& sources) {
  const core::Result<std::string> table = sources.dmi_table
                                              ? core::Result<std::string>(*sources.dmi_table)
                                              : sources.sys.read("/sys/firmware/dmi/tables/DMI");
  return {table, sources.sys.read("/run/udev/data/+dmi:id"), read_edac(sources.sys)};
}

core::Fact<MemorySlots> memory_slots(const SlotSources& sources) {
  using Slots = core::Fact<MemorySlots>;
  const auto smbios = parsed(sources.smbios_table, parse_smbios_memory);
  const auto udev = parsed(sources.udev_record, parse_udev_memory);
  const auto edac =
      sources.edac ? edac_slots(*sources.edac) : core::Result<MemorySlots>(sources.edac.error());
  if (smbios || udev) {
    MemorySlots slots = smbios ? *smbios : *udev;
    if (smbios && udev) fill_in_from_udev(slots, *udev);
    if (edac) fill_in_from_edac(slots, *edac);
    return Slots::known(std::move(slots),
                        smbios ? "SMBIOS types 16 and 17" : "udev's database of the SMBIOS table");
  }
  if (edac) return Slots::known(*edac, "EDAC");
  return sources.smbios_table ? Slots::absent(smbios.error().what) : absent_slots(smbios.error());
}

void describe_dimms(core::Memory& memory, const core::Fact<MemorySlots>& slots) {
  if (!slots) {
    memory.dimms = absent_like<std::vector<core::Dimm>>(slots);
    memory.slots = absent_like<int>(slots);
    memory.type = absent_like<std::string>(slots);
    return;
  }
  std::vector<core::Dimm> dimms;
  for (const MemorySlot& slot : slots->slots)
    if (slot.module) dimms.push_back(*slot.module);
  memory.slots = slots->count > 0 ? core::Fact<int>::known(slots->count, slots.source())
                                  : core::Fact<int>::absent("EDAC lists modules, and no empty slots");
  memory.type = type_of(dimms, slots.source());
  memory.dimms = core::Fact<std::vector<core::Dimm>>::known(std::move(dimms), slots.source());
}

core::Fact<std::vector<core::MemoryErrors>> memory_errors(const core::Result<EdacTexts>& edac) {
  using Errors = core::Fact<std::vector<core::MemoryErrors>>;
  if (!edac)
    return Errors::absent(edac.error().what, "load the EDAC driver of this CPU, where memory has ECC");
  return Errors::known(edac_errors(*edac), "EDAC, /sys/devices/system/edac/mc");
}

}  // namespace probellm::probe
