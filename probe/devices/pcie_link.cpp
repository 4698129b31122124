#include "probe/devices/pcie_link.h"

#include <array>
#include <utility>
#include <vector>

#include "probe/absence.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

const std::string kBus = "/sys/bus/pci/devices/";

/// GT/s by generation (PCI Express Base Specification 7.0).
constexpr std::array<std::pair<std::string_view, int>, 9> kSpeeds = {{{"2.5", 1},
                                                                      {"5.0", 2},
                                                                      {"5", 2},
                                                                      {"8.0", 3},
                                                                      {"8", 3},
                                                                      {"16.0", 4},
                                                                      {"32.0", 5},
                                                                      {"64.0", 6},
                                                                      {"128.0", 7}}};

Fact<int> generation_at(const SysRoot& sys, const std::string& path) {
  const auto text = sys.read_trimmed(path);
  if (!text) return absent_because<int>(text.error());
  const auto generation = pcie_generation(*text);
  return generation ? Fact<int>::known(*generation, path) : Fact<int>::absent(path + " states no speed");
}

/// The kernel writes 0 or 255 lanes where there is no link.
Fact<int> lanes_at(const SysRoot& sys, const std::string& path) {
  constexpr int kMostLanes = 32;
  const auto text = sys.read_trimmed(path);
  if (!text) return absent_because<int>(text.error());
  const auto lanes = to_number<int>(*text);
  if (!lanes || *lanes < 1 || *lanes > kMostLanes) return Fact<int>::absent(path + " states no lanes");
  return Fact<int>::known(*lanes, path);
}

bool is_pci_address(std::string_view name) {
  constexpr std::string_view kForm = "0000:00:00.0";
  return name.size() >= kForm.size() && name[name.size() - 8] == ':' && name[name.size() - 2] == '.';
}

/// The bridges above a device from the root port on, and itself.
std::vector<std::string> way_to(const SysRoot& sys, const std::string& address) {
  std::vector<std::string> way;
  const auto target = sys.link_target(kBus + address);
  if (!target) return way;
  for (const std::string_view part : split(*target, '/'))
    if (is_pci_address(part)) way.emplace_back(part);
  return way;
}

std::string vendor_of(const SysRoot& sys, const std::string& address) {
  const auto vendor = sys.read_trimmed(kBus + address + "/vendor");
  return vendor ? *vendor : "unknown";
}

}  // namespace

std::optional<int> pcie_generation(std::string_view speed) {
  const auto words = words_of(speed);
  if (words.size() < 2 || words[1] != "GT/s") return std::nullopt;
  for (const auto& [transfers, generation] : kSpeeds)
    if (words[0] == transfers) return generation;
  return std::nullopt;
}

std::string fix_switch_on_card(const SysRoot& sys, const std::string& address) {
  const auto way = way_to(sys, address);
  if (way.size() < 4) return address;
  const std::string vendor = vendor_of(sys, address);
  const std::string& downstream = way[way.size() - 2];
  const std::string& upstream = way[way.size() - 3];
  const bool is_on_card = (vendor == "0x1002" || vendor == "0x8086") &&
                          vendor_of(sys, downstream) == vendor && vendor_of(sys, upstream) == vendor;
  return is_on_card ? upstream : address;
}

core::PcieLink read_pcie_link(const SysRoot& sys, const std::string& address) {
  if (address.empty() || address.find('/') != std::string::npos) return unknown_link("it has no PCI address");
  const std::string folder = kBus + fix_switch_on_card(sys, address);
  return {generation_at(sys, folder + "/current_link_speed"), lanes_at(sys, folder + "/current_link_width"),
          generation_at(sys, folder + "/max_link_speed"), lanes_at(sys, folder + "/max_link_width")};
}

core::PcieLink unknown_link(const std::string& reason) {
  const auto unknown = Fact<int>::absent(reason);
  return {unknown, unknown, unknown, unknown};
}

}  // namespace probellm::probe
