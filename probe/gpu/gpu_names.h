#pragma once

#include <cstdint>
#include <string_view>

namespace probellm::probe {

/// The name of a GPU for servers or workstations by its PCI numbers; empty where it isn't in the table.
std::string_view gpu_named_by_pci(std::uint32_t vendor, std::uint32_t device);

/// The AMD processor of which the GPU with that PCI number is a part, so that both work in one memory; empty
/// for cards.
std::string_view amd_processor_of(std::uint32_t device);

}  // namespace probellm::probe
