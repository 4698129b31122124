#include "probe/memory/installed.h"

#include <string>

#include "probe/text.h"

namespace probellm::probe {
namespace {

using Amount = core::Fact<core::Bytes>;

constexpr const char* kDeviceTree = "/proc/device-tree";
constexpr const char* kBlocks = "/sys/devices/system/memory";

/// 1 PiB: more than any machine has, and no more than saved documents may state.
constexpr std::int64_t kMostInstalled = std::int64_t{1} << 50;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = (value << 8) | static_cast<unsigned char>(byte);
  return value;
}

Amount sum_of_modules(const core::Fact<MemorySlots>& slots) {
  if (!slots) return Amount::absent(slots.reason(), slots.remedy());
  if (slots->is_cut) return Amount::absent("the SMBIOS table ends in the middle");
  core::Bytes sum;
  int count = 0;
  for (const MemorySlot& slot : slots->slots) {
    if (slot.content == Content::Unknown) return Amount::absent("a module's size isn't stated");
    if (slot.module) sum += slot.module->size, ++count;
  }
  if (count == 0) return Amount::absent("the firmware lists no module");
  return Amount::known(sum, "the sum of " + std::to_string(count) + " modules, " + slots.source());
}

/// "memory" and "memory@80000000" (Devicetree Specification 0.4, 3.4).
bool is_memory_node(std::string_view name) { return name == "memory" || name.starts_with("memory@"); }

Amount in_device_tree(const SysRoot& sys) {
  constexpr int kUsualCells = 2;
  const auto cells = [&](const char* name) {
    const auto text = sys.read(std::string(kDeviceTree) + "/" + name);
    return text && text->size() == 4 ? static_cast<int>(big_endian(*text) & 0xFF) : kUsualCells;
  };
  const auto nodes = sys.list(kDeviceTree);
  core::Bytes sum;
  if (nodes)
    for (const std::string& node : *nodes) {
      const auto reg = is_memory_node(node) ? sys.read(std::string(kDeviceTree) + "/" + node + "/reg")
                                            : core::Result<std::string>(core::Error{});
      if (!reg) continue;
      const auto range = device_tree_range_sum(*reg, cells("#address-cells"), cells("#size-cells"));
      sum += range.value_or(core::Bytes{});
    }
  if (sum.value == 0 || sum.value > kMostInstalled) return Amount::absent("the device tree lists none");
  return Amount::known(sum, "memory nodes, /proc/device-tree");
}

/// Blocks of one size that the kernel can switch off, of which a started machine has all.
Amount in_blocks(const SysRoot& sys) {
  const auto size = sys.read_trimmed(std::string(kBlocks) + "/block_size_bytes");
  const auto names = sys.list(kBlocks);
  const auto bytes = size ? to_number<std::int64_t>(*size, 16) : std::nullopt;
  if (!bytes || !names || *bytes <= 0) return Amount::absent("the kernel lists no memory blocks");
  std::int64_t count = 0;
  for (const std::string& name : *names)
    if (name.starts_with("memory") && to_number<int>(std::string_view(name).substr(6))) ++count;
  if (count == 0 || *bytes > kMostInstalled / count)
    return Amount::absent("the kernel lists no memory blocks");
  const core::Bytes block{*bytes};
  return Amount::known(block * count, std::to_string(count) + " blocks of " +
                                          std::to_string(block.value >> 20) + " MiB, " + kBlocks);
}

}  // namespace

std::optional<core::Bytes> device_tree_range_sum(std::string_view reg, int address_cells, int size_cells) {
  constexpr int kMostCells = 2;
  constexpr std::size_t kCell = 4;
  if (address_cells < 1 || address_cells > kMostCells || size_cells < 1 || size_cells > kMostCells)
    return std::nullopt;
  const std::size_t address = kCell * static_cast<std::size_t>(address_cells);
  const std::size_t size = kCell * static_cast<std::size_t>(size_cells);
  if (reg.empty() || reg.size() % (address + size) != 0) return std::nullopt;
  core::Bytes sum;
  for (; !reg.empty(); reg.remove_prefix(address + size)) {
    const std::uint64_t bytes = big_endian(reg.substr(address, size));
    if (bytes > static_cast<std::uint64_t>(kMostInstalled)) return std::nullopt;
    sum += core::Bytes{static_cast<std::int64_t>(bytes)};
    if (sum.value > kMostInstalled) return std::nullopt;
  }
  return sum;
}

core::Fact<core::Bytes> installed_memory(const SysRoot& sys, const core::Fact<MemorySlots>& slots) {
  const Amount modules = sum_of_modules(slots);
  if (modules) return modules;
  if (slots && slots->mapped && slots->mapped->value <= kMostInstalled)
    return Amount::known(*slots->mapped, "SMBIOS type 19");
  if (const Amount listed = in_device_tree(sys)) return listed;
  if (const Amount blocks = in_blocks(sys)) return blocks;
  return modules;
}

}  // namespace probellm::probe
