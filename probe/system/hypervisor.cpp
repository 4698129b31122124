#include "probe/system/hypervisor.h"

#include <array>

#include "probe/text.h"

namespace probellm::probe {
namespace {

using Name = core::Fact<std::string>;

/// A word in a file of the system that gives a hypervisor away.
struct Sign {
  std::string_view path;
  std::string_view word;
  std::string_view name;
};

constexpr std::array<Sign, 13> kSigns = {{
    {"/sys/hypervisor/type", "xen", "Xen"},
    {"/sys/class/dmi/id/product_name", "kvm", "KVM"},
    {"/sys/class/dmi/id/sys_vendor", "qemu", "QEMU/KVM"},
    {"/sys/class/dmi/id/product_name", "vmware", "VMware"},
    {"/sys/class/dmi/id/product_name", "virtualbox", "VirtualBox"},
    {"/sys/class/dmi/id/product_name", "virtual machine", "Hyper-V"},
    {"/sys/class/dmi/id/product_name", "google compute engine", "KVM (Google)"},
    {"/sys/class/dmi/id/product_name", "openstack", "KVM (OpenStack)"},
    {"/sys/class/dmi/id/bios_vendor", "xen", "Xen"},
    {"/sys/class/dmi/id/sys_vendor", "amazon ec2", "Amazon Nitro"},
    {"/proc/device-tree/hypervisor/compatible", "kvm", "KVM"},
    {"/sys/devices/system/clocksource/clocksource0/available_clocksource", "kvm-clock", "KVM"},
    {"/sys/devices/system/clocksource/clocksource0/available_clocksource", "hyperv", "Hyper-V"},
}};

/// Whether a sign also stands on bare metal, so that it only names what the CPU's flag shows.
bool needs_flag(const Sign& sign) { return sign.name == "Amazon Nitro" || sign.name == "KVM (Google)"; }

bool has_hypervisor_flag(const SysRoot& sys) {
  const auto cpuinfo = sys.read("/proc/cpuinfo");
  const auto flags = cpuinfo ? value_of(*cpuinfo, "flags") : std::nullopt;
  if (!flags) return false;
  for (const std::string_view flag : words_of(*flags))
    if (flag == "hypervisor") return true;
  return false;
}

bool shows(const SysRoot& sys, const Sign& sign) {
  const auto text = sys.read(sign.path);
  return text && lower(*text).find(sign.word) != std::string::npos;
}

}  // namespace

Name read_hypervisor(const SysRoot& sys) {
  const bool flagged = has_hypervisor_flag(sys);
  for (const Sign& sign : kSigns)
    if ((flagged || !needs_flag(sign)) && shows(sys, sign))
      return Name::known(std::string(sign.name), std::string(sign.path));
  if (flagged) return Name::known("unnamed", "the CPU flag 'hypervisor' in /proc/cpuinfo");
  return Name::absent("no sign of a hypervisor");
}

}  // namespace probellm::probe
