#pragma once

#include <string>
#include <vector>

#include "core/machine.h"
#include "probe/memory/dimms.h"
#include "tests/probe/smbios_table.h"

namespace probellm::probe {

/// Sources with nothing in them but an SMBIOS table.
SlotSources only_table(const std::string& table);

/// The slots of a table with these devices.
core::Fact<MemorySlots> slots_of(const std::vector<DeviceEntry>& devices);

/// A bare machine with that table: its modules, channels, bandwidth and findings; `sockets` processors.
core::Machine machine_with(const std::string& table, int sockets);

/// The same with a table of these devices.
core::Machine machine_with(const std::vector<DeviceEntry>& devices, int sockets);

}  // namespace probellm::probe
