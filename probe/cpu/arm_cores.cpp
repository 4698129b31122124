#include "probe/cpu/arm_cores.h"

#include <array>

#include "probe/text.h"

namespace probellm::probe {
namespace {

/// A core of Arm by the numbers of its identification register (MIDR).
struct ArmCore {
  std::string_view implementer;
  std::string_view part;
  std::string_view name;
};

/// From Linux' arch/arm64/include/asm/cputype.h.
constexpr std::array<ArmCore, 21> kArmCores = {{
    {"0x41", "0xd03", "Arm Cortex-A53"},     {"0x41", "0xd05", "Arm Cortex-A55"},
    {"0x41", "0xd08", "Arm Cortex-A72"},     {"0x41", "0xd0b", "Arm Cortex-A76"},
    {"0x41", "0xd0c", "Arm Neoverse N1"},    {"0x41", "0xd40", "Arm Neoverse V1"},
    {"0x41", "0xd42", "Arm Cortex-A78AE"},   {"0x41", "0xd44", "Arm Cortex-X1"},
    {"0x41", "0xd49", "Arm Neoverse N2"},    {"0x41", "0xd4a", "Arm Neoverse E1"},
    {"0x41", "0xd4f", "Arm Neoverse V2"},    {"0x41", "0xd83", "Arm Neoverse V3AE"},
    {"0x41", "0xd84", "Arm Neoverse V3"},    {"0x41", "0xd85", "Arm Cortex-X925"},
    {"0x41", "0xd87", "Arm Cortex-A725"},    {"0x41", "0xd8e", "Arm Neoverse N3"},
    {"0x46", "0x001", "Fujitsu A64FX"},      {"0x48", "0xd01", "HiSilicon TSV110"},
    {"0x4e", "0x004", "NVIDIA Carmel"},      {"0xc0", "0xac3", "Ampere AmpereOne"},
    {"0xc0", "0xac4", "Ampere AmpereOne A"},
}};

}  // namespace

std::string arm_name(std::string_view implementer, std::string_view part) {
  for (const ArmCore& core : kArmCores)
    if (core.implementer == implementer && core.part == part) return std::string(core.name);
  return "Arm implementer " + printable(implementer) + " part " + printable(part);
}

}  // namespace probellm::probe
