// What NVIDIA's strings can make the readers do: NVML's, as captures keep them, and /proc/driver/nvidia's.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probe/gpu/gpu.h"
#include "probe/gpu/nvml_text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace probellm;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)probe::parse_nvidia_information(text);
  (void)probe::fix_nvml_pci_address(text);
  const auto gpus = probe::parse_nvml_text(text);
  const std::string written = probe::nvml_text(gpus);
  if (gpus && probe::nvml_text(probe::parse_nvml_text(written)) != written) std::abort();
  probe::Sources sources{probe::SysRoot("/does not exist"), {}, "", {[&gpus] { return gpus; }}, "", false};
  for (const core::Gpu& gpu : probe::read_nvidia_gpus(sources))
    for (const char letter : gpu.name)
      if (letter < ' ' || letter > '~') std::abort();
  return 0;
}
