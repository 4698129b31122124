#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "probe/memory/bandwidth.h"
#include "probe/memory/channels.h"
#include "probe/memory/diagnose_memory.h"
#include "probe/memory/dimms.h"
#include "probe/text.h"

namespace probellm::tests {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Everything that is made of the memory's sources.
inline void read_memory_from(const probe::SlotSources& sources) {
  core::Machine machine;
  machine.cpu.sockets = core::Fact<int>::known(2, "fuzz");
  machine.cpu.memory_channels = core::Fact<int>::known(6, "fuzz");
  machine.memory.total = core::Fact<core::Bytes>::known({core::kGiB}, "fuzz");
  const auto slots = probe::memory_slots(sources);
  probe::describe_dimms(machine.memory, slots);
  probe::describe_channels(machine.memory, slots, machine.cpu, machine.host.hypervisor);
  probe::describe_bandwidth(machine.memory);
  machine.memory.errors = probe::memory_errors(sources.edac);
  (void)probe::diagnose_memory(machine);
}

/// A controller or a module a line, its texts with '|' between them.
inline probe::EdacTexts edac_texts_of(const std::string& text) {
  constexpr std::size_t kFields = 8;
  probe::EdacTexts edac;
  for (const std::string_view line : probe::split(text, '\n')) {
    auto parts = probe::split(line, '|');
    parts.resize(kFields);
    const auto part = [&](std::size_t i) { return std::string(parts[i]); };
    const int number = probe::to_number<int>(parts[0]).value_or(0);
    edac.controllers.push_back({number, part(1), part(3), part(6), part(7)});
    edac.dimms.push_back({number, part(1), part(2), part(3), part(4), part(5), part(6), part(7)});
  }
  return edac;
}

inline const core::Error kNoSource{core::ErrorKind::NotFound, "none"};

inline void fuzz_smbios(const std::uint8_t* data, std::size_t size) {
  read_memory_from({text_of(data, size), kNoSource, kNoSource});
}

inline void fuzz_udev(const std::uint8_t* data, std::size_t size) {
  read_memory_from({kNoSource, text_of(data, size), kNoSource});
}

inline void fuzz_edac(const std::uint8_t* data, std::size_t size) {
  read_memory_from({kNoSource, kNoSource, edac_texts_of(text_of(data, size))});
}

}  // namespace probellm::tests
