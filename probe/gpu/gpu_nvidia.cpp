#include <cstdio>

#include "probe/absence.h"
#include "probe/gpu/gpu.h"
#include "probe/gpu/unified_memory.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

Fact<core::Bytes> amount(core::Bytes bytes) {
  if (bytes.value <= 0)
    return Fact<core::Bytes>::absent("NVML doesn't state it; the GPU may share the machine's memory");
  return Fact<core::Bytes>::known(bytes, "NVML, nvmlDeviceGetMemoryInfo");
}

/// Data moves on both edges of the memory clock that NVML states.
Fact<core::BytesPerSecond> bandwidth(const NvmlGpu& found) {
  using Rate = Fact<core::BytesPerSecond>;
  if (!(found.memory_clock_hz > 0) || found.bus_width_bits == 0)
    return Rate::absent("NVML doesn't state the memory's clock and width");
  char source[96];
  std::snprintf(source, sizeof source, "NVML: 2 x %.0f MHz memory clock x %u bits / 8",
                found.memory_clock_hz / 1e6, found.bus_width_bits);
  return Rate::known({2 * found.memory_clock_hz * found.bus_width_bits / 8}, source);
}

Fact<std::string> stated(const std::string& text, const char* function) {
  if (text.empty()) return Fact<std::string>::absent(std::string(function) + " doesn't answer");
  return Fact<std::string>::known(printable(text), std::string("NVML, ") + function);
}

Fact<int> stated(unsigned number, const char* function) {
  constexpr unsigned kMost = 1 << 20;
  if (number == 0 || number > kMost) return Fact<int>::absent(std::string(function) + " doesn't answer");
  return Fact<int>::known(static_cast<int>(number), std::string("NVML, ") + function);
}

/// "NVIDIA H100 80GB HBM3 MIG 3g.40gb" is a part of that size.
Fact<std::string> mig_of(const NvmlGpu& found) {
  const std::size_t at = found.name.find(" MIG ");
  if (found.mig == "instance" && at != std::string::npos)
    return Fact<std::string>::known(printable(found.name.substr(at + 5)), "NVML, nvmlDeviceGetName");
  return stated(found.mig, "nvmlDeviceGetMigMode");
}

core::PcieLink link_of(const NvmlLink& found) {
  return {stated(found.generation, "nvmlDeviceGetCurrPcieLinkGeneration"),
          stated(found.lanes, "nvmlDeviceGetCurrPcieLinkWidth"),
          stated(found.most_generation, "nvmlDeviceGetMaxPcieLinkGeneration"),
          stated(found.most_lanes, "nvmlDeviceGetMaxPcieLinkWidth")};
}

void describe_board(core::Gpu& gpu, const NvmlGpu& found) {
  gpu.driver = stated(found.driver_version.empty() ? "" : "nvidia " + found.driver_version,
                      "nvmlSystemGetDriverVersion");
  gpu.cuda_version = stated(found.cuda_version, "nvmlSystemGetCudaDriverVersion_v2");
  gpu.memory_bus_bits = stated(found.bus_width_bits, "nvmlDeviceGetMemoryBusWidth");
  gpu.memory_clock_hertz = found.memory_clock_hz > 0
                               ? Fact<double>::known(found.memory_clock_hz, "NVML, nvmlDeviceGetMaxClockInfo")
                               : Fact<double>::absent("nvmlDeviceGetMaxClockInfo doesn't answer");
  gpu.ecc = stated(found.ecc, "nvmlDeviceGetEccMode");
  gpu.mig = mig_of(found);
  gpu.link = link_of(found.link);
  gpu.peer_links = found.nvlinks ? Fact<int>::known(*found.nvlinks, "NVML, nvmlDeviceGetNvLinkState")
                                 : Fact<int>::absent("nvmlDeviceGetNvLinkState doesn't answer");
}

core::Gpu described_by_nvml(const NvmlGpu& found) {
  core::Gpu gpu;
  gpu.vendor = "NVIDIA";
  gpu.name = printable(found.name);
  gpu.pci_address = fix_nvml_pci_address(found.pci_address);
  gpu.vram_total = amount(found.vram_total);
  gpu.vram_free =
      gpu.vram_total ? Fact<core::Bytes>::known(found.vram_free, gpu.vram_total.source()) : gpu.vram_total;
  gpu.vram_bandwidth = bandwidth(found);
  describe_board(gpu, found);
  return gpu;
}

core::Error nvml_error(const Sources& sources) {
  if (!sources.nvml.list_gpus) return {core::ErrorKind::NotFound, "NVML wasn't asked"};
  return {core::ErrorKind::NotFound, "NVML lists no such GPU"};
}

/// GPUs whose driver is loaded while its library isn't there.
std::vector<core::Gpu> named_by_proc(const SysRoot& sys, const core::Error& why) {
  const std::string folder = "/proc/driver/nvidia/gpus";
  const auto addresses = sys.list(folder);
  if (!addresses) return {};
  std::vector<core::Gpu> gpus;
  for (const std::string& address : *addresses) {
    const auto text = sys.read(folder + "/" + address + "/information");
    core::Gpu gpu = parse_nvidia_information(text ? *text : "");
    if (gpu.pci_address.empty()) gpu.pci_address = lower(printable(address));
    gpu.vram_total = absent_because<core::Bytes>(why, "install libnvidia-ml.so.1 of the driver's version");
    gpu.vram_free = gpu.vram_total;
    gpu.vram_bandwidth = absent_like<core::BytesPerSecond>(gpu.vram_total);
    gpus.push_back(std::move(gpu));
  }
  return gpus;
}

}  // namespace

std::string fix_nvml_pci_address(std::string_view address) {
  constexpr std::size_t kLinuxLength = std::string_view("0000:00:00.0").size();
  const std::string text = lower(printable(address));
  return text.size() > kLinuxLength && text.starts_with("0000") ? text.substr(text.size() - kLinuxLength)
                                                                : text;
}

core::Gpu parse_nvidia_information(std::string_view text) {
  core::Gpu gpu;
  gpu.vendor = "NVIDIA";
  gpu.name = printable(value_of(text, "Model").value_or("NVIDIA GPU"));
  gpu.pci_address = fix_nvml_pci_address(value_of(text, "Bus Location").value_or(""));
  return gpu;
}

std::vector<core::Gpu> read_nvidia_gpus(const Sources& sources) {
  const core::Result<std::vector<NvmlGpu>> nothing = nvml_error(sources);
  auto listed = sources.nvml.list_gpus ? sources.nvml.list_gpus() : nothing;
  if (listed && listed->empty()) listed = nothing;
  std::vector<core::Gpu> gpus;
  if (listed)
    for (const NvmlGpu& found : *listed) gpus.push_back(described_by_nvml(found));
  else
    gpus = named_by_proc(sources.sys, listed.error());
  if (!gpus.empty()) return gpus;
  if (auto jetson = read_jetson_gpu(sources.sys)) gpus.push_back(std::move(*jetson));
  return gpus;
}

}  // namespace probellm::probe
