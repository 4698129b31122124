#include <algorithm>
#include <array>

#include "qualify/found.h"
#include "qualify/subjects.h"

namespace probellm::qualify {
namespace {

using core::Dimension;
using core::Dimm;

core::Found size_of(const Dimm& dimm) { return exactly(number_of(dimm.size), "SMBIOS", dimm.locator); }

core::Found type_of(const Dimm& dimm) {
  if (dimm.type.empty()) return absent("the module's type isn't known", "", dimm.locator);
  core::Found found;
  found.place = dimm.locator;
  found.word = dimm.type;
  found.source = "SMBIOS";
  return found;
}

/// Something of every module.
template <class Find>
Founds of_dimms(const Facts& facts, Find find) {
  const auto& dimms = facts.machine.memory.dimms;
  if (!dimms) return {absent(dimms.reason(), dimms.remedy())};
  Founds founds;
  for (const Dimm& dimm : *dimms) founds.push_back(find(dimm));
  return founds;
}

Founds dimms_count(const Facts& facts, const std::string&) {
  const auto& dimms = facts.machine.memory.dimms;
  if (!dimms) return {absent(dimms.reason(), dimms.remedy())};
  return {exactly(static_cast<double>(dimms->size()), dimms.source())};
}

/// All of the machine, its empty channels by name.
Founds empty_channels(const Facts& facts, const std::string&) {
  const core::Channels& channels = facts.machine.memory.channels;
  if (!channels.possible) return {found_of(channels.possible)};
  if (!channels.populated) return {found_of(channels.populated)};
  std::string names;
  for (const core::Channel& channel : channels.each)
    if (channel.dimms.empty())
      names += (names.empty() ? "" : "; ") + ("socket " + std::to_string(channel.socket)) + ", channel " +
               channel.name;
  return {exactly(*channels.possible - *channels.populated, channels.populated.source(), names)};
}

/// The modules' or the errors' findings of one kind.
Founds findings(const Facts& facts, const std::string& id) {
  const core::Memory& memory = facts.machine.memory;
  if (!id.ends_with("-errors") && !memory.dimms)
    return {absent(memory.dimms.reason(), memory.dimms.remedy())};
  if (id.ends_with("-errors") && !memory.errors)
    return {absent(memory.errors.reason(), memory.errors.remedy())};
  Founds founds;
  for (const core::Finding& finding : memory.findings) {
    if (finding.id != id) continue;
    founds.push_back(exactly(1, "what `probe` finds", finding.sentence));
    founds.back().remedy = finding.fix;
  }
  if (founds.empty()) founds.push_back(exactly(0, "what `probe` finds"));
  return founds;
}

Founds errors(const Facts& facts, std::int64_t core::MemoryErrors::*count) {
  const auto& places = facts.machine.memory.errors;
  if (!places) return {absent(places.reason(), places.remedy())};
  Founds founds;
  for (const core::MemoryErrors& each : *places)
    founds.push_back(exactly(number_of(each.*count), places.source(), each.place));
  if (founds.empty()) founds.push_back(exactly(0, places.source()));
  return founds;
}

/// A memory controller counts errors only where it corrects them.
Founds ecc(const Facts& facts, const std::string&) {
  const auto& places = facts.machine.memory.errors;
  if (!places) return {absent(places.reason(), places.remedy())};
  core::Found found;
  found.word = "on";
  found.source = places.source() + ", which counts only where ECC is on";
  return {found};
}

constexpr std::array kSubjects{
    SubjectRow{"memory.total", Dimension::Size, "memory that the kernel manages",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.memory.total)}; },
               "memory.installed"},
    SubjectRow{
        "memory.installed", Dimension::Size, "what the modules hold",
        [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.memory.installed)}; }},
    SubjectRow{"memory.usable", Dimension::Size, "what one process may take here now",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.memory.usable)}; },
               "memory.total"},
    SubjectRow{
        "memory.available", Dimension::Size, "free or freeable memory",
        [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.memory.available)}; },
        "memory.total"},
    SubjectRow{"memory.type", Dimension::Word, "DDR5 and so on",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.memory.type)}; }},
    SubjectRow{"memory.theoretical", Dimension::ByteRate, "bandwidth of the channels that have modules",
               [](const Facts& f, const std::string&) {
                 return Founds{found_of(f.machine.memory.theoretical_bandwidth)};
               }},
    SubjectRow{"memory.ecc", Dimension::Word, "on", ecc},
    SubjectRow{"memory.corrected_errors", Dimension::Count, "errors since boot, by place",
               [](const Facts& f, const std::string&) { return errors(f, &core::MemoryErrors::corrected); }},
    SubjectRow{
        "memory.uncorrected_errors", Dimension::Count, "errors since boot, by place",
        [](const Facts& f, const std::string&) { return errors(f, &core::MemoryErrors::uncorrected); }},
    SubjectRow{"channels.populated", Dimension::Count, "memory channels with modules",
               [](const Facts& f, const std::string&) {
                 return Founds{found_of(f.machine.memory.channels.populated)};
               },
               "channels.possible"},
    SubjectRow{"channels.possible", Dimension::Count, "memory channels of the machine",
               [](const Facts& f, const std::string&) {
                 return Founds{found_of(f.machine.memory.channels.possible)};
               }},
    SubjectRow{"channels.empty", Dimension::Count, "memory channels without modules", empty_channels},
    SubjectRow{"dimms.count", Dimension::Count, "memory modules", dimms_count},
    SubjectRow{"dimms.size", Dimension::Size, "size of each module",
               [](const Facts& f, const std::string&) { return of_dimms(f, size_of); }},
    SubjectRow{"dimms.type", Dimension::Word, "type of each module",
               [](const Facts& f, const std::string&) { return of_dimms(f, type_of); }},
    SubjectRow{"dimms.configured_speed", Dimension::TransferRate, "what each module runs at",
               [](const Facts& f, const std::string&) {
                 return of_dimms(f, [](const Dimm& dimm) {
                   return found_of(dimm.configured_transfers_per_second, dimm.locator);
                 });
               },
               "dimms.rated_speed"},
    SubjectRow{"dimms.rated_speed", Dimension::TransferRate, "what each module can",
               [](const Facts& f, const std::string&) {
                 return of_dimms(f, [](const Dimm& dimm) {
                   return found_of(dimm.rated_transfers_per_second, dimm.locator);
                 });
               }},
    SubjectRow{"dimms.ranks", Dimension::Count, "ranks of each module",
               [](const Facts& f, const std::string&) {
                 return of_dimms(f, [](const Dimm& dimm) { return found_of(dimm.ranks, dimm.locator); });
               }},
    SubjectRow{"finding",
               Dimension::Count,
               "what `probe` finds wrong, by its id",
               findings,
               {},
               {},
               Needs::Reading,
               {},
               Takes::FindingId},
};

}  // namespace

std::span<const SubjectRow> memory_subjects() { return kSubjects; }

}  // namespace probellm::qualify
