#include "probe/memory/channel_name.h"

#include <array>

#include "probe/text.h"

namespace probellm::probe {
namespace {

/// A way to label slots: a pattern for the whole label in lower case, and what its groups are, a letter each:
/// s socket, p part, c channel, i slot in its channel, d slot numbered side by side, f firsts first, -
/// nothing.
struct Scheme {
  const char* pattern;
  std::string_view groups;
};

// As the boards' own tables have them, in dmidecode listings that their users published and in the vendors'
// manuals; the first that matches counts.
constexpr std::array<Scheme, 31> kSchemes = {{
    // Supermicro X10 to X13, H11 to H13: P1-DIMMA1, P2-DIMMH2; its bank locators; the same with one socket.
    {R"(p(\d+)[-_ ]?dimm ?([a-p])(\d?))", "sci"},
    {R"(p(\d+)_node(\d+)_channel(\d+)_dimm(\d+))", "spci"},
    {R"(_node(\d+)_channel(\d+)_dimm(\d+))", "sci"},
    // Supermicro X8: P1-DIMM2A, where the number is the channel.
    {R"((?:p(\d+)[-_ ])?dimm(\d)([a-c]))", "sci"},
    // Intel's reference boards, as ASUS servers, ASRock Rack and Cisco have them: CPU1_DIMM_A1,
    // CPU0_MC1_DIMM_C1, CPU0_A1 (Quanta), CPU1_C3D0 (Inspur), CPU0 CH3/D1 (Forest City).
    {R"(cpu(\d+)[-_ ](?:mc\d+_)?dimm[-_ ]?([a-p])(\d?))", "sci"},
    {R"(cpu(\d+)_([a-p])(\d))", "sci"},
    {R"(cpu(\d+)_c(\d)d(\d))", "sci"},
    {R"(cpu(\d+) ch(\d+)/d(\d))", "sci"},
    {R"(node (\d+) channel (\d+) dimm (\d+))", "sci"},
    // Gigabyte: DIMM_P0_A0, with letters that go on in the second socket.
    {R"(dimm_p(\d+)_([a-p])(\d))", "sci"},
    // AMD's reference firmware, as ASRock Rack, Framework and most notebooks have it, in the bank locator:
    // P0 CHANNEL A. Ampere's: P1-CH C.
    {R"(p(\d+) channel ([a-p]))", "sc"},
    {R"(p(\d+)-ch ?([a-p]))", "sc"},
    // Intel's clients: Controller0-ChannelA-DIMM0, Controller1-DIMMB1, ChannelA-DIMM0; Apple's Intel
    // machines:
    // BANK 0/ChannelA-DIMM0; Framework: Channel A; coreboot: Channel-0-DIMM-0.
    {R"(controller(\d+)-channel([a-h])(?:-dimm(\d+))?)", "pci"},
    {R"(controller(\d+)-dimm([a-h])(\d?))", "pci"},
    {R"((?:bank (\d+)/)?channel ?([a-h])(?:[- ](?:dimm|slot) ?(\d+))?)", "-ci"},
    {R"(channel-(\d+)-dimm-(\d+))", "ci"},
    {R"(channel ?(\d+)(?:[- ](?:dimm|slot) ?(\d+))?)", "ci"},
    {R"(dimm (\d+) channel ([a-h]))", "ic"},
    // ASUS, MSI, Gigabyte and Cisco: DIMM_A1, DIMMB2; ASRock: DDR5_A1; Dell desktops: DIMM A.
    {R"(dimm[-_ ]?([a-p])(\d?))", "ci"},
    {R"(ddr\d_([a-p])(\d))", "ci"},
    // HPE: PROC 1 DIMM 12, Gen8 and Gen9 with the order of population behind: PROC 1 DIMM 12A.
    {R"(proc (\d+) dimm (\d+)[a-l]?)", "sd"},
    // Tyan: CPU4_DIMM0.
    {R"(cpu(\d+)_dimm(\d+))", "sd"},
    // Oracle: /SYS/MB/P0/D3, with memory risers /SYS/MB/P0/MR0/D0; three slots of a channel side by side.
    {R"((?:/sys/)?mb/p(\d+)/d(\d+))", "sd"},
    {R"((?:/sys/)?mb/p(\d+)/mr(\d+)/d(\d+))", "spd"},
    // Dell PowerEdge: A1 to A12 and B1 to B12; its manuals: "channel 0: memory sockets A1 and A4 (of 6)".
    {R"(([a-d])(\d+))", "sf"},
    // Huawei: SOCKET 0 CHANNEL 3 DIMM 1, DIMM031 J11 with socket, channel and slot.
    {R"(socket (\d+) channel (\d+) dimm (\d+))", "sci"},
    {R"(dimm(\d)(\d)(\d)(?: j\d+)?)", "sci"},
    // Lenovo ThinkSystem and others: DIMM 1 to DIMM 48 over all sockets.
    {R"(dimm ?(\d+))", "d"},
    // Linux's EDAC: drivers for Xeons label by their layers; else the place, as this program writes it.
    {R"(cpu_srcid#(\d+)_(?:mc|ha)#(\d+)_chan#(\d+)_dimm#(\d+))", "spci"},
    {R"(mc(\d+) channel (\d+) slot (\d+))", "pci"},
    {R"(mc#(\d+)_chan#(\d+)_dimm#(\d+))", "pci"},
}};

void put(SlotLabel& label, char group, const std::string& text) {
  if (group == 's') label.socket = text;
  if (group == 'p') label.part = text;
  if (group == 'c') label.channel = text;
  if (group == 'd' || group == 'f') label.number = to_number<int>(text);
  if (group == 'f') label.numbering = Numbering::FirstsFirst;
}

}  // namespace

SlotLabels::SlotLabels() : socket_(R"((?:cpu|node|socket|proc|p) ?(\d+))", std::regex::optimize) {
  for (const Scheme& scheme : kSchemes) patterns_.emplace_back(scheme.pattern, std::regex::optimize);
}

std::optional<std::string> SlotLabels::socket_in(std::string_view label) const {
  std::smatch match;
  const std::string text = lower(trimmed(label));
  if (!std::regex_match(text, match, socket_)) return std::nullopt;
  return match[1].str();
}

std::optional<SlotLabel> SlotLabels::read(std::string_view label) const {
  const std::string text = lower(trimmed(label));
  std::smatch match;
  for (std::size_t i = 0; i < patterns_.size(); ++i) {
    if (!std::regex_match(text, match, patterns_[i])) continue;
    SlotLabel read;
    for (std::size_t group = 0; group < kSchemes[i].groups.size(); ++group)
      put(read, kSchemes[i].groups[group], match[group + 1].str());
    if (read.channel.empty() && !read.number) return std::nullopt;
    return read;
  }
  return std::nullopt;
}

}  // namespace probellm::probe
