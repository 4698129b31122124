#include <optional>

#include "probe/gpu/gpu.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Gpu;
using Notes = std::vector<std::string>;

std::string times(int most, int now) {
  const int ratio = most / now;
  return ratio == 2 ? "twice" : std::to_string(ratio) + " times";
}

bool is_narrow(const core::PcieLink& link) {
  return link.lanes && link.most_lanes && *link.lanes < *link.most_lanes &&
         *link.most_lanes / *link.lanes >= 2;
}

std::string narrow(const std::string& what, const core::PcieLink& link, const char* fix) {
  return what + " runs at x" + std::to_string(*link.lanes) + " of its x" + std::to_string(*link.most_lanes) +
         " PCIe lanes: reading over them takes " + times(*link.most_lanes, *link.lanes) + " as long; " + fix +
         ".";
}

void note_link(Notes& notes, const Gpu& gpu) {
  if (!gpu.unified && is_narrow(gpu.link))
    notes.push_back(
        narrow(gpu.name + " (" + gpu.pci_address + ")", gpu.link,
               "if that stays so under load, move it to a slot with as many lanes, or look at riser, "
               "bifurcation and other cards on the same lanes"));
}

void note_mig(Notes& notes, const std::vector<Gpu>& gpus) {
  for (const Gpu& gpu : gpus) {
    if (!gpu.mig || *gpu.mig == "off") continue;
    notes.emplace_back(*gpu.mig == "on"
                           ? "MIG is on and divides " + gpu.name +
                                 " into no instance: nothing can run on it; run: sudo nvidia-smi -mig 0."
                           : "MIG divides a GPU: a process sees one instance only; to use the whole, run: "
                             "sudo nvidia-smi -mig 0.");
    return;
  }
}

void note_shared_memory(Notes& notes, const Gpu& gpu, const core::Memory& memory) {
  constexpr double kMuch = 0.75;
  if (!gpu.unified || !gpu.shared_memory || !memory.total || *gpu.shared_memory / *memory.total > kMuch)
    return;
  notes.push_back(gpu.name + " may use " + in_gib(*gpu.shared_memory) + " of the machine's " +
                  in_gib(*memory.total) +
                  " (its GTT limit); boot with ttm.pages_limit=PAGES, in pages of 4 KiB, for more.");
}

}  // namespace

Notes notes_on_gpus(const core::Machine& machine) {
  Notes notes;
  if (machine.gpus) {
    for (const Gpu& gpu : *machine.gpus) note_link(notes, gpu);
    for (const Gpu& gpu : *machine.gpus) note_shared_memory(notes, gpu, machine.memory);
    note_mig(notes, *machine.gpus);
  }
  for (const core::Disk& disk : machine.disks)
    if (is_narrow(disk.link))
      notes.push_back(narrow("The disk " + disk.device, disk.link, "move it to a slot with as many lanes"));
  return notes;
}

}  // namespace probellm::probe
