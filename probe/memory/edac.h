#pragma once

#include <string>
#include <vector>

#include "core/machine.h"
#include "core/result.h"
#include "probe/memory/memory_slot.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The texts of one folder mc*/dimm* or mc*/rank* below /sys/devices/system/edac/mc (Linux's
/// Documentation/ABI/testing/sysfs-devices-edac); empty where a file is missing.
struct EdacDimm {
  /// The number in the controller's name.
  int controller = 0;
  /// The controller's mc_name, as "Intel_client_SoC MC#0".
  std::string driver{};
  std::string label{};
  std::string location{};
  /// In MiB.
  std::string size{};
  std::string type{};
  std::string corrected{};
  std::string uncorrected{};
};

/// One memory controller: its name and the last place that it has, as "channel 1 slot 1".
struct EdacController {
  int number = 0;
  std::string driver{};
  std::string last_place{};
  std::string corrected{};
  std::string uncorrected{};
};

/// What Linux's error detection and correction knows of the memory.
struct EdacTexts {
  std::vector<EdacController> controllers;
  std::vector<EdacDimm> dimms;
};

/// The texts of this machine; NotFound where no driver watches the memory.
core::Result<EdacTexts> read_edac(const SysRoot& sys);

/// The modules, located as "mc0 channel 1 slot 0"; NotFound where none has a size and a place.
core::Result<MemorySlots> edac_slots(const EdacTexts& edac);

/// The places where errors were counted; the slots tell what the board calls them.
std::vector<core::MemoryErrors> edac_errors(const EdacTexts& edac);

}  // namespace probellm::probe
