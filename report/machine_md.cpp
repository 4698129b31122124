#include "report/machine_md.h"

#include <fmt/format.h>

#include <vector>

#include "report/amounts.h"
#include "report/machine_text.h"
#include "report/markdown.h"

namespace probellm::report {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string rate_of(const core::Fact<double>& transfers) {
  return transfers ? fmt::format("{:.0f}", *transfers / 1e6) : "?";
}

std::vector<std::string> slot_of(const core::Channel& channel, const core::Dimm& dimm) {
  return {std::to_string(channel.socket),
          channel.name,
          dimm.locator,
          fmt::format("{} {}", gib(dimm.size), dimm.type),
          rate_of(dimm.configured_transfers_per_second),
          rate_of(dimm.rated_transfers_per_second),
          dimm.part_number};
}

/// Where the channels are known; else the lines above say what is.
std::string slots(const core::Memory& memory) {
  Rows rows{{"socket", "channel", "slot", "module", "MT/s", "rated", "part number"}};
  for (const core::Channel& channel : memory.channels.each) {
    for (const int index : channel.dimms)
      if (memory.dimms && index >= 0 && static_cast<std::size_t>(index) < memory.dimms->size())
        rows.push_back(slot_of(channel, (*memory.dimms)[static_cast<std::size_t>(index)]));
    for (const std::string& slot : channel.empty_slots)
      rows.push_back({std::to_string(channel.socket), channel.name, slot,
                      channel.dimms.empty() ? "empty, and so is the channel" : "empty", "", "", ""});
  }
  return rows.size() > 1 ? "\n" + md_table(rows) : "";
}

}  // namespace

std::string machine_md(const core::Machine& machine) {
  Rows rows{{"", "what there is, and where it was read"}};
  for (const MachineLine& line : machine_lines(machine)) rows.push_back({std::string(line.name), line.text});
  return md_table(rows) + slots(machine.memory);
}

}  // namespace probellm::report
