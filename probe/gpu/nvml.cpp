#include "probe/gpu/nvml.h"

#include <algorithm>
#include <cstring>

#include "probe/gpu/nvml_abi.h"
#include "probe/gpu/nvml_library.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using namespace nvml_abi;
using Gpus = core::Result<std::vector<NvmlGpu>>;

core::Error failure(const NvmlLibrary& library, const char* what, Return code) {
  const auto words = library.find<ErrorString>("nvmlErrorString");
  const char* text = words != nullptr ? words(code) : nullptr;
  const std::string cause = text != nullptr ? printable(text) : "error " + std::to_string(code);
  return {core::ErrorKind::Failed, std::string("NVML ") + what + ": " + cause};
}

core::Bytes bytes_of(unsigned long long amount) {
  const auto most = static_cast<unsigned long long>(kMostClaimedBytes);
  return {static_cast<std::int64_t>(std::min(amount, most))};
}

template <std::size_t size>
std::string bounded(const char (&text)[size]) {
  return printable({text, strnlen(text, size)});
}

/// A number that this driver may not have; 0 where it doesn't answer.
unsigned number_of(const NvmlLibrary& library, Device device, const char* function) {
  unsigned number = 0;
  return answers(library.find<GetNumber>(function), device, &number) ? number : 0;
}

void describe_memory(NvmlGpu& gpu, const NvmlLibrary& library, Device device) {
  Memory memory = {};
  if (answers(library.find<GetMemory>("nvmlDeviceGetMemoryInfo"), device, &memory)) {
    gpu.vram_total = bytes_of(memory.total);
    gpu.vram_free = bytes_of(memory.free);
  }
  unsigned megahertz = 0;
  if (answers(library.find<GetMaxClock>("nvmlDeviceGetMaxClockInfo"), device, kMemoryClock, &megahertz))
    gpu.memory_clock_hz = megahertz * 1e6;
  gpu.bus_width_bits = number_of(library, device, "nvmlDeviceGetMemoryBusWidth");
  int now = 0;
  int pending = 0;
  if (answers(library.find<GetEccMode>("nvmlDeviceGetEccMode"), device, &now, &pending))
    gpu.ecc = now != 0 ? "on" : "off";
}

/// Links up to the first that this GPU doesn't have.
std::optional<int> count_nvlinks(const NvmlLibrary& library, Device device) {
  const auto state_of = library.find<GetNvLinkState>("nvmlDeviceGetNvLinkState");
  std::optional<int> up;
  int state = 0;
  for (unsigned link = 0; link < kMostLinks && answers(state_of, device, link, &state); ++link)
    up = up.value_or(0) + (state != 0 ? 1 : 0);
  return up;
}

void describe_links(NvmlGpu& gpu, const NvmlLibrary& library, Device device) {
  PciInfo pci = {};
  if (answers(library.find<GetPciInfo>("nvmlDeviceGetPciInfo_v3"), device, &pci))
    gpu.pci_address = bounded(pci.bus_id);
  gpu.link = {number_of(library, device, "nvmlDeviceGetCurrPcieLinkGeneration"),
              number_of(library, device, "nvmlDeviceGetCurrPcieLinkWidth"),
              number_of(library, device, "nvmlDeviceGetMaxPcieLinkGeneration"),
              number_of(library, device, "nvmlDeviceGetMaxPcieLinkWidth")};
  gpu.nvlinks = count_nvlinks(library, device);
}

void describe_driver(NvmlGpu& gpu, const NvmlLibrary& library) {
  char version[kVersionSize] = {};
  if (answers(library.find<GetDriverVersion>("nvmlSystemGetDriverVersion"), version, kVersionSize))
    gpu.driver_version = bounded(version);
  int cuda = 0;  // 12040 is 12.4
  if (answers(library.find<GetCudaVersion>("nvmlSystemGetCudaDriverVersion_v2"), &cuda) && cuda > 0)
    gpu.cuda_version = std::to_string(cuda / 1000) + "." + std::to_string(cuda % 1000 / 10);
}

std::string name_of(const NvmlLibrary& library, Device device) {
  char name[kNameSize] = {};
  return answers(library.find<GetName>("nvmlDeviceGetName"), device, name, kNameSize) ? bounded(name) : "";
}

NvmlGpu describe(const NvmlLibrary& library, Device device) {
  NvmlGpu gpu;
  gpu.name = name_of(library, device);
  describe_driver(gpu, library);
  describe_memory(gpu, library, device);
  describe_links(gpu, library, device);
  unsigned now = 0;
  unsigned pending = 0;
  if (answers(library.find<GetMigMode>("nvmlDeviceGetMigMode"), device, &now, &pending))
    gpu.mig = now == kEnabled ? "on" : "off";
  return gpu;
}

/// Programs see the instances that MIG divides a GPU into, and not the whole.
std::vector<NvmlGpu> instances_of(const NvmlLibrary& library, Device device, const NvmlGpu& whole) {
  constexpr unsigned kMostInstances = 16;
  const auto handle_of = library.find<GetMigDevice>("nvmlDeviceGetMigDeviceHandleByIndex");
  const unsigned most = number_of(library, device, "nvmlDeviceGetMaxMigDeviceCount");
  std::vector<NvmlGpu> instances;
  for (unsigned index = 0; index < std::min(most, kMostInstances); ++index) {
    Device instance = nullptr;
    if (!answers(handle_of, device, index, &instance)) continue;
    NvmlGpu part = whole;
    part.name = name_of(library, instance);
    part.mig = "instance";
    // Its share of the bus isn't stated.
    part.bus_width_bits = 0;
    Memory memory = {};
    if (answers(library.find<GetMemory>("nvmlDeviceGetMemoryInfo"), instance, &memory)) {
      part.vram_total = bytes_of(memory.total);
      part.vram_free = bytes_of(memory.free);
    }
    instances.push_back(std::move(part));
  }
  return instances;
}

void add_gpu(std::vector<NvmlGpu>& gpus, const NvmlLibrary& library, Device device) {
  NvmlGpu whole = describe(library, device);
  auto parts = whole.mig == "on" ? instances_of(library, device, whole) : std::vector<NvmlGpu>{};
  if (parts.empty()) parts.push_back(std::move(whole));
  for (NvmlGpu& part : parts) gpus.push_back(std::move(part));
}

Gpus list_gpus() {
  constexpr unsigned kMostGpus = 1024;
  NvmlLibrary library;
  if (!library.is_there()) return core::Error{core::ErrorKind::NotFound, "libnvidia-ml.so.1 isn't installed"};
  const auto start = library.find<Init>("nvmlInit_v2");
  const auto count_gpus = library.find<GetCount>("nvmlDeviceGetCount_v2");
  const auto get_handle = library.find<GetHandle>("nvmlDeviceGetHandleByIndex_v2");
  if (start == nullptr || count_gpus == nullptr || get_handle == nullptr)
    return core::Error{core::ErrorKind::Unsupported, "libnvidia-ml.so.1 is too old"};
  if (const Return code = start(); code != kSuccess) return failure(library, "doesn't start", code);
  library.shut_down_with(library.find<Shutdown>("nvmlShutdown"));
  unsigned count = 0;
  if (const Return code = count_gpus(&count); code != kSuccess)
    return failure(library, "doesn't count GPUs", code);
  std::vector<NvmlGpu> gpus;
  for (unsigned index = 0; index < std::min(count, kMostGpus); ++index) {
    Device device = nullptr;
    if (get_handle(index, &device) == kSuccess) add_gpu(gpus, library, device);
  }
  return gpus;
}

}  // namespace

NvmlTable nvml_from_driver() { return {list_gpus}; }

}  // namespace probellm::probe
