#include "probe/devices/block_device.h"

#include <array>
#include <optional>

#include "probe/devices/pcie_link.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using Kind = core::Fact<std::string>;

const std::string kBlock = "/sys/block/";

/// A partition's folder lies in its disk's.
std::string disk_of(const SysRoot& sys, const std::string& device) {
  if (sys.exists(kBlock + device)) return device;
  const auto disks = sys.list("/sys/block");
  if (!disks) return device;
  for (const std::string& disk : *disks)
    if (sys.exists(kBlock + disk + "/" + device)) return disk;
  return device;
}

/// RAID, encrypted and logical volumes name the devices that they are made of.
std::string lowest_disk(const SysRoot& sys, const std::string& device) {
  constexpr int kDeepest = 8;
  std::string disk = disk_of(sys, device);
  for (int depth = 0; depth < kDeepest; ++depth) {
    const auto parts = sys.list(kBlock + disk + "/slaves");
    if (!parts || parts->empty()) return disk;
    disk = disk_of(sys, parts->front());
  }
  return disk;
}

/// Disks that a hypervisor or a cloud shows in place of a real one; these names stand in the disk's vendor or
/// model.
bool is_virtual(const SysRoot& sys, const std::string& disk) {
  constexpr std::array<std::string_view, 8> kNames = {"qemu",   "vbox",   "vmware", "virtual",
                                                      "google", "amazon", "msft",   "elastic block"};
  if (disk.starts_with("vd") || disk.starts_with("xvd")) return true;
  for (const char* file : {"/device/vendor", "/device/model"}) {
    const auto text = sys.read(kBlock + disk + file);
    for (const std::string_view name : kNames)
      if (text && lower(*text).find(name) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

core::Result<std::string> block_device_named(const SysRoot& sys, std::string_view device_number) {
  const std::string path = "/sys/dev/block/" + std::string(device_number) + "/uevent";
  const auto uevent = sys.read(path);
  if (!uevent) return uevent.error();
  const auto name = value_of(*uevent, "DEVNAME", '=');
  if (!name || name->empty() || name->find("..") != std::string_view::npos)
    return core::Error{core::ErrorKind::Malformed, path + " names no device"};
  return std::string(*name);
}

Kind block_device_kind(const SysRoot& sys, const std::string& device) {
  const std::string disk = lowest_disk(sys, device);
  const std::string path = kBlock + disk + "/queue/rotational";
  if (is_virtual(sys, disk)) return Kind::known("virtual", kBlock + disk);
  if (disk.starts_with("nvme")) return Kind::known("nvme", kBlock + disk);
  const auto rotational = sys.read_trimmed(path);
  if (!rotational) return Kind::absent(rotational.error().what);
  if (*rotational == "0") return Kind::known("ssd", path);
  if (*rotational == "1") return Kind::known("hdd", path);
  return Kind::absent(path + " is neither 0 nor 1");
}

Kind block_device_model(const SysRoot& sys, const std::string& device) {
  const std::string path = kBlock + lowest_disk(sys, device) + "/device/model";
  const auto model = sys.read_trimmed(path);
  if (!model) return Kind::absent(model.error().what);
  return model->empty() ? Kind::absent(path + " is empty") : Kind::known(printable(*model), path);
}

core::PcieLink nvme_link(const SysRoot& sys, const std::string& device) {
  const std::string path = kBlock + lowest_disk(sys, device) + "/device/address";
  const auto address = sys.read_trimmed(path);
  if (!address) return unknown_link(address.error().what);
  return read_pcie_link(sys, lower(printable(*address)));
}

}  // namespace probellm::probe
