#include "probe/dimms.h"

#include "probe/absence.h"
#include "probe/smbios.h"
#include "probe/udev_memory.h"

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

}  // namespace

core::Fact<MemorySlots> memory_slots(const core::Result<std::string>& smbios_table,
                                     const core::Result<std::string>& udev_record) {
  if (smbios_table)
    if (auto slots = parse_smbios_memory(*smbios_table))
      return core::Fact<MemorySlots>::known(std::move(slots.value()), "SMBIOS types 16 and 17");
  if (udev_record)
    if (auto slots = parse_udev_memory(*udev_record))
      return core::Fact<MemorySlots>::known(std::move(slots.value()), "udev's database of the SMBIOS table");
  if (!smbios_table) return absent_slots(smbios_table.error());
  return core::Fact<MemorySlots>::absent(parse_smbios_memory(*smbios_table).error().what);
}

core::Fact<MemorySlots> read_memory_slots(const SysRoot& sys) {
  return memory_slots(sys.read("/sys/firmware/dmi/tables/DMI"), sys.read("/run/udev/data/+dmi:id"));
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
  memory.slots = core::Fact<int>::known(slots->count, slots.source());
  memory.type = type_of(dimms, slots.source());
  memory.dimms = core::Fact<std::vector<core::Dimm>>::known(std::move(dimms), slots.source());
}

}  // namespace probellm::probe
