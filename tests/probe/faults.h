#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "probe/memory/diagnose_memory.h"
#include "tests/probe/slots.h"

namespace probellm::probe {

using Devices = std::vector<DeviceEntry>;

inline Devices named(const std::vector<std::string>& locators) {
  Devices devices;
  for (const std::string& locator : locators) {
    DeviceEntry entry;
    entry.locator = locator;
    devices.push_back(entry);
  }
  return devices;
}

inline Devices desktop() {
  Devices devices = named({"DIMM_A1", "DIMM_A2", "DIMM_B1", "DIMM_B2"});
  for (DeviceEntry& entry : devices) entry.detail = 0x4080;
  devices[0].size = devices[2].size = 0;
  return devices;
}

/// Four sockets of eight channels with three slots each, all full.
inline Devices four_sockets() {
  std::vector<std::string> locators;
  for (int socket = 1; socket <= 4; ++socket)
    for (char letter = 'A'; letter <= 'H'; ++letter)
      for (int slot = 1; slot <= 3; ++slot)
        locators.push_back("CPU" + std::to_string(socket) + "_DIMM_" + letter + std::to_string(slot));
  Devices devices = named(locators);
  for (DeviceEntry& entry : devices) {
    entry.type = 0x1A;
    entry.rated_mts = entry.configured_mts = 1600;
  }
  return devices;
}

inline std::string ids_of(const core::Machine& machine) {
  std::string ids;
  for (const core::Finding& finding : machine.memory.findings) ids += (ids.empty() ? "" : " ") + finding.id;
  return ids;
}

/// A machine with one thing wrong, and what is found.
struct Fault {
  const char* name;
  std::function<core::Machine()> machine;
  const char* id;
};

/// What GoogleTest and ctest call it.
inline void PrintTo(const Fault& fault, std::ostream* stream) { *stream << fault.name; }

inline core::Machine server_with(const std::function<void(Devices&)>& change) {
  Devices devices = two_sockets_of_twelve();
  change(devices);
  return machine_with(devices, 2);
}

inline core::Machine desktop_with(const std::function<void(Devices&)>& change) {
  Devices devices = desktop();
  change(devices);
  return machine_with(devices, 1);
}

/// A whole server of which the kernel or a memory controller says something.
inline core::Machine server_that_says(const std::function<void(core::Machine&)>& change) {
  core::Machine machine = machine_with(two_sockets_of_twelve(), 2);
  change(machine);
  machine.memory.findings = diagnose_memory(machine);
  return machine;
}

inline core::Machine server_of(std::int64_t gib_managed) {
  return server_that_says([&](core::Machine& machine) {
    machine.memory.total = core::Fact<core::Bytes>::known({gib_managed * core::kGiB}, "MemTotal");
  });
}

inline core::Machine server_with_errors(std::int64_t corrected, std::int64_t uncorrected) {
  return server_that_says([&](core::Machine& machine) {
    machine.memory.errors = core::Fact<std::vector<core::MemoryErrors>>::known(
        {{"mc0 channel 1 slot 0", corrected, uncorrected}}, "EDAC");
  });
}

/// A server whose CPU takes modules up to a speed.
inline core::Machine server_with_limit(double limit, unsigned rated, unsigned configured) {
  return server_that_says([&](core::Machine& machine) {
    auto dimms = *machine.memory.dimms;
    for (core::Dimm& dimm : dimms) {
      dimm.rated_transfers_per_second = core::Fact<double>::known(rated * 1e6, "a test");
      dimm.configured_transfers_per_second = core::Fact<double>::known(configured * 1e6, "a test");
    }
    machine.memory.dimms = core::Fact<std::vector<core::Dimm>>::known(dimms, "a test");
    machine.cpu.memory_transfers_per_second = core::Fact<double>::known(limit, "a test");
  });
}

inline void set_all(Devices& devices, unsigned DeviceEntry::*field, unsigned value) {
  for (DeviceEntry& entry : devices) entry.*field = value;
}

inline const std::vector<Fault> kFaults = {
    {"OneChannelOfTwelveIsEmpty", [] { return server_with([](Devices& d) { d[19].size = 0; }); },
     "channel-empty"},
    {"FiveChannelsAreEmpty",
     [] {
       return server_with([](Devices& d) {
         for (int i = 19; i < 24; ++i) d[static_cast<std::size_t>(i)].size = 0;
       });
     },
     "channel-empty"},
    {"BothModulesAreInOneChannel",
     [] {
       return desktop_with([](Devices& d) {
         d[0].size = 0x7FFF;
         d[3].size = 0;
       });
     },
     "channel-empty"},
    {"ASocketHasOneModule",
     [] {
       return server_with([](Devices& d) {
         for (std::size_t i = 13; i < 24; ++i) d[i].size = 0;
       });
     },
     "one-dimm-socket"},
    {"ADesktopHasOneModule", [] { return desktop_with([](Devices& d) { d[3].size = 0; }); },
     "one-dimm-socket"},
    {"OneModuleAmongNumberedSlots",
     [] {
       Devices devices = named({"PROC 1 DIMM 1", "PROC 1 DIMM 2"});
       devices[1].size = 0;
       return machine_with(devices, 1);
     },
     "one-dimm-socket"},
    {"ASocketHasNoMemory",
     [] {
       return server_with([](Devices& d) {
         for (std::size_t i = 12; i < 24; ++i) d[i].size = 0;
       });
     },
     "socket-without-memory"},
    {"AChannelHasASecondModule", [] { return desktop_with([](Devices& d) { d[0].size = 0x7FFF; }); },
     "channels-unbalanced"},
    {"AChannelHasASmallerModule",
     [] { return desktop_with([](Devices& d) { d[3].extended_size_mib = 32768; }); }, "mixed-sizes"},
    {"EachChannelMixesSizes", [] { return desktop_with([](Devices& d) { d[0].size = d[2].size = 16384; }); },
     "mixed-sizes"},
    {"ASocketHasSmallerModules",
     [] {
       return server_with([](Devices& d) {
         for (std::size_t i = 12; i < 24; ++i) d[i].extended_size_mib = 32768;
       });
     },
     "sockets-unbalanced"},
    {"AModuleIsRatedSlower",
     [] {
       return server_with([](Devices& d) {
         set_all(d, &DeviceEntry::rated_mts, 5600);
         d[7].rated_mts = 4800;
       });
     },
     "mixed-speeds"},
    {"AModuleIsUnbuffered", [] { return server_with([](Devices& d) { d[7].detail = 0x4080; }); },
     "mixed-types"},
    {"AModuleIsOfAnotherType", [] { return desktop_with([](Devices& d) { d[3].type = 0x1A; }); },
     "mixed-types"},
    {"AModuleHasFewerRanks", [] { return server_with([](Devices& d) { d[7].ranks = 1; }); }, "mixed-ranks"},
    {"ModulesRunBelowTheirRating",
     [] { return server_with([](Devices& d) { set_all(d, &DeviceEntry::rated_mts, 5600); }); },
     "below-rated"},
    {"XmpIsOff", [] { return desktop_with([](Devices& d) { set_all(d, &DeviceEntry::rated_mts, 6000); }); },
     "below-rated"},
    {"TheBiosHoldsBack", [] { return server_with_limit(5.6e9, 5600, 4400); }, "below-rated"},
    {"MemoryIsMirrored", [] { return server_of(754); }, "dimm-sum-differs"},
    {"TheKernelHasMoreThanTheTable", [] { return server_of(1700); }, "dimm-sum-differs"},
    {"AModuleHasCorrectedErrors", [] { return server_with_errors(17, 0); }, "corrected-errors"},
    {"AModuleHasUncorrectedErrors", [] { return server_with_errors(0, 1); }, "uncorrected-errors"},
};

}  // namespace probellm::probe
