#include "probe/gpu/nvml_text.h"

#include <cstdio>

#include "probe/capture/recorded_error.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr const char* kAbout = "NVML";

std::string line(const char* key, const std::string& value) {
  return value.empty() ? "" : std::string(key) + " " + value + "\n";
}

std::string line(const char* key, double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f", value);
  return value > 0 ? line(key, std::string(text)) : "";
}

std::string text_of(const NvmlGpu& gpu) {
  return "gpu\n" + line("name", gpu.name) + line("pci_address", gpu.pci_address) +
         line("vram_total_bytes", std::to_string(gpu.vram_total.value)) +
         line("vram_free_bytes", std::to_string(gpu.vram_free.value)) +
         line("memory_clock_hertz", gpu.memory_clock_hz) + line("bus_width_bits", gpu.bus_width_bits) +
         line("driver_version", gpu.driver_version) + line("cuda_version", gpu.cuda_version) +
         line("ecc", gpu.ecc) + line("mig", gpu.mig) + line("link_generation", gpu.link.generation) +
         line("link_lanes", gpu.link.lanes) + line("link_most_generation", gpu.link.most_generation) +
         line("link_most_lanes", gpu.link.most_lanes) +
         (gpu.nvlinks ? line("nvlinks", std::to_string(*gpu.nvlinks)) : "");
}

void read_count(unsigned& count, std::string_view value) { count = to_number<unsigned>(value).value_or(0); }

void read_text(NvmlGpu& gpu, std::string_view key, std::string_view value) {
  if (key == "name") gpu.name = printable(value);
  if (key == "pci_address") gpu.pci_address = printable(value);
  if (key == "driver_version") gpu.driver_version = printable(value);
  if (key == "cuda_version") gpu.cuda_version = printable(value);
  if (key == "ecc") gpu.ecc = printable(value);
  if (key == "mig") gpu.mig = printable(value);
}

void read_number(NvmlGpu& gpu, std::string_view key, std::string_view value) {
  if (key == "vram_total_bytes") gpu.vram_total = to_bytes(value).value_or(core::Bytes{});
  if (key == "vram_free_bytes") gpu.vram_free = to_bytes(value).value_or(core::Bytes{});
  if (key == "memory_clock_hertz")
    gpu.memory_clock_hz = static_cast<double>(to_number<unsigned long long>(value).value_or(0));
  if (key == "bus_width_bits") read_count(gpu.bus_width_bits, value);
  if (key == "link_generation") read_count(gpu.link.generation, value);
  if (key == "link_lanes") read_count(gpu.link.lanes, value);
  if (key == "link_most_generation") read_count(gpu.link.most_generation, value);
  if (key == "link_most_lanes") read_count(gpu.link.most_lanes, value);
  if (key == "nvlinks") gpu.nvlinks = to_number<int>(value);
}

}  // namespace

std::string nvml_text(const core::Result<std::vector<NvmlGpu>>& gpus) {
  if (!gpus) return error_line(kAbout, gpus.error()) + "\n";
  std::string text;
  for (const NvmlGpu& gpu : *gpus) text += text_of(gpu);
  return text;
}

core::Result<std::vector<NvmlGpu>> parse_nvml_text(std::string_view text) {
  constexpr std::size_t kMostGpus = 1024;
  std::vector<NvmlGpu> gpus;
  for (const std::string_view line : split(text, '\n')) {
    if (auto error = parse_error_line(line)) return error->error;
    if (trimmed(line) == "gpu" && gpus.size() < kMostGpus) gpus.emplace_back();
    const std::size_t blank = line.find(' ');
    if (gpus.empty() || blank == std::string_view::npos) continue;
    read_text(gpus.back(), line.substr(0, blank), trimmed(line.substr(blank)));
    read_number(gpus.back(), line.substr(0, blank), trimmed(line.substr(blank)));
  }
  return gpus;
}

}  // namespace probellm::probe
