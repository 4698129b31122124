#include <array>

#include "qualify/found.h"
#include "qualify/subjects.h"

namespace probellm::qualify {
namespace {

using core::Dimension;
using core::Gpu;

/// One fact of every GPU.
template <class T>
Founds of_gpus(const Facts& facts, core::Fact<T> Gpu::*fact) {
  const auto& gpus = facts.machine.gpus;
  if (!gpus) return {absent(gpus.reason(), gpus.remedy())};
  Founds founds;
  for (const Gpu& gpu : *gpus) founds.push_back(found_of(gpu.*fact, gpu.name + " " + gpu.pci_address));
  return founds;
}

Founds of_links(const Facts& facts, core::Fact<int> core::PcieLink::*fact) {
  const auto& gpus = facts.machine.gpus;
  if (!gpus) return {absent(gpus.reason(), gpus.remedy())};
  Founds founds;
  for (const Gpu& gpu : *gpus) founds.push_back(found_of(gpu.link.*fact, gpu.name + " " + gpu.pci_address));
  return founds;
}

Founds gpus_count(const Facts& facts, const std::string&) {
  const auto& gpus = facts.machine.gpus;
  if (!gpus) return {absent(gpus.reason(), gpus.remedy())};
  return {exactly(static_cast<double>(gpus->size()), gpus.source())};
}

/// The file system for the weights is the first.
template <class T>
Founds of_disk(const Facts& facts, core::Fact<T> core::Disk::*fact) {
  if (facts.machine.disks.empty()) return {absent("no local file system was found")};
  const core::Disk& disk = facts.machine.disks.front();
  return {found_of(disk.*fact, disk.mount_point)};
}

Founds isa(const Facts& facts, const std::string&) {
  if (facts.machine.cpu.isa.empty()) return {absent("the CPU's extensions aren't known")};
  Founds founds;
  for (const std::string& name : facts.machine.cpu.isa) {
    founds.emplace_back();
    founds.back().word = name;
    founds.back().source = "what the CPU says of itself";
  }
  return founds;
}

Founds numa_nodes(const Facts& facts, const std::string&) {
  const std::size_t nodes = facts.machine.numa.nodes.size();
  if (nodes == 0) return {absent("the NUMA nodes aren't known")};
  return {exactly(static_cast<double>(nodes), "the machine's topology")};
}

Founds allowed_cpus(const Facts& facts, const std::string&) {
  const std::size_t cpus = facts.machine.limits.cpus.size();
  if (cpus == 0) return {absent("the CPUs that this process may use aren't known")};
  return {exactly(static_cast<double>(cpus), "the process's CPU affinity")};
}

Founds steal(const Facts& facts, const std::string&) {
  const auto& share = facts.machine.system.steal_fraction;
  if (!share) return {found_of(share)};
  return {exactly(100 * *share, share.source())};
}

constexpr std::array kSubjects{
    SubjectRow{"cpu.model", Dimension::Word, "what the CPU calls itself",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.cpu.model)}; }},
    SubjectRow{"cpu.sockets", Dimension::Count, "processors",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.cpu.sockets)}; }},
    SubjectRow{"cpu.cores", Dimension::Count, "cores of all sockets",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.cpu.cores)}; }},
    SubjectRow{"cpu.threads", Dimension::Count, "logical CPUs",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.cpu.threads)}; }},
    SubjectRow{"cpu.smt", Dimension::Word, "on, off or none",
               [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.cpu.smt)}; }},
    SubjectRow{"cpu.isa", Dimension::Word, "extensions, to ask with `has`", isa},
    SubjectRow{
        "cpu.governor", Dimension::Word, "the clocks' governor of all CPUs",
        [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.system.governor)}; }},
    SubjectRow{"cpu.allowed", Dimension::Count, "logical CPUs that this process may use", allowed_cpus},
    SubjectRow{"cpu.steal", Dimension::Percent, "CPU time since boot that the hypervisor gave to others",
               steal},
    SubjectRow{"numa.nodes", Dimension::Count, "NUMA nodes", numa_nodes},
    SubjectRow{
        "numa.clustering", Dimension::Word, "NPS4, SNC2 and so on",
        [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.numa.clustering)}; }},
    SubjectRow{
        "numa.balancing", Dimension::Count, "kernel.numa_balancing",
        [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.system.numa_balancing)}; }},
    SubjectRow{
        "swap.total", Dimension::Size, "swap that is set up",
        [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.system.swap_total)}; }},
    SubjectRow{
        "swap.used", Dimension::Size, "swap in use",
        [](const Facts& f, const std::string&) { return Founds{found_of(f.machine.system.swap_used)}; }},
    SubjectRow{"huge_pages.transparent", Dimension::Word, "always, madvise or never",
               [](const Facts& f, const std::string&) {
                 return Founds{found_of(f.machine.system.transparent_huge_pages)};
               }},
    SubjectRow{"huge_pages.reserved", Dimension::Size, "memory set aside as huge pages",
               [](const Facts& f, const std::string&) {
                 return Founds{found_of(f.machine.system.huge_page_reserve)};
               }},
    SubjectRow{"gpus.count", Dimension::Count, "GPUs", gpus_count},
    SubjectRow{"gpus.vram", Dimension::Size, "memory of each GPU",
               [](const Facts& f, const std::string&) { return of_gpus(f, &Gpu::vram_total); }},
    SubjectRow{"gpus.vram_free", Dimension::Size, "free memory of each GPU",
               [](const Facts& f, const std::string&) { return of_gpus(f, &Gpu::vram_free); }, "gpus.vram"},
    SubjectRow{"gpus.ecc", Dimension::Word, "on or off, of each GPU",
               [](const Facts& f, const std::string&) { return of_gpus(f, &Gpu::ecc); }},
    SubjectRow{"gpus.driver", Dimension::Word, "the kernel's driver of each GPU",
               [](const Facts& f, const std::string&) { return of_gpus(f, &Gpu::driver); }},
    SubjectRow{"gpus.peer_links", Dimension::Count, "NVLink or XGMI links that are up, of each GPU",
               [](const Facts& f, const std::string&) { return of_gpus(f, &Gpu::peer_links); }},
    SubjectRow{"gpus.link.width", Dimension::Count, "PCIe lanes of each GPU now",
               [](const Facts& f, const std::string&) { return of_links(f, &core::PcieLink::lanes); },
               "gpus.link.most_width"},
    SubjectRow{"gpus.link.most_width", Dimension::Count, "PCIe lanes that each GPU has",
               [](const Facts& f, const std::string&) { return of_links(f, &core::PcieLink::most_lanes); }},
    SubjectRow{"gpus.link.generation", Dimension::Count, "PCIe generation of each GPU's link now",
               [](const Facts& f, const std::string&) { return of_links(f, &core::PcieLink::generation); },
               "gpus.link.most_generation"},
    SubjectRow{
        "gpus.link.most_generation", Dimension::Count, "the newest that each GPU can",
        [](const Facts& f, const std::string&) { return of_links(f, &core::PcieLink::most_generation); }},
    SubjectRow{"disk.free", Dimension::Size, "free space where the weights would lie",
               [](const Facts& f, const std::string&) { return of_disk(f, &core::Disk::free); }},
    SubjectRow{"disk.kind", Dimension::Word, "nvme, ssd, hdd, virtual or network",
               [](const Facts& f, const std::string&) { return of_disk(f, &core::Disk::kind); }},
};

}  // namespace

std::span<const SubjectRow> machine_subjects() { return kSubjects; }

}  // namespace probellm::qualify
