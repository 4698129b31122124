#include "tests/probe/slots.h"

#include "probe/memory/bandwidth.h"
#include "probe/memory/channels.h"
#include "probe/memory/diagnose_memory.h"
#include "probe/memory/installed.h"

namespace probellm::probe {

SlotSources only_table(const std::string& table) {
  const core::Error none{core::ErrorKind::NotFound, "none"};
  return {table, none, none};
}

core::Fact<MemorySlots> slots_of(const std::vector<DeviceEntry>& devices) {
  return memory_slots(only_table(table_of(devices)));
}

core::Machine machine_with(const std::string& table, int sockets) {
  core::Machine machine;
  machine.cpu.sockets = core::Fact<int>::known(sockets, "a test");
  const auto slots = memory_slots(only_table(table));
  describe_dimms(machine.memory, slots);
  describe_channels(machine.memory, slots, machine.cpu, machine.host.hypervisor);
  describe_bandwidth(machine.memory);
  machine.memory.installed = installed_memory(SysRoot("/nowhere"), slots);
  machine.memory.findings = diagnose_memory(machine);
  return machine;
}

core::Machine machine_with(const std::vector<DeviceEntry>& devices, int sockets) {
  return machine_with(table_of(devices), sockets);
}

}  // namespace probellm::probe
