#include "probe/gpu/nvml_states.h"

#include <memory>
#include <utility>

#include "probe/gpu/nvml_library.h"

namespace probellm::probe {
namespace {

using namespace nvml_abi;

constexpr struct {
  unsigned long long bit;
  const char* words;
} kReasons[] = {
    {kPowerCap, "its power limit"},
    {kHardwareSlowdown, "a hardware slowdown (heat or power)"},
    {kSyncBoost, "another GPU of its sync boost group"},
    {kThermalSlowdown, "heat"},
    {kHardwareThermalSlowdown, "heat, far beyond its limit"},
    {kPowerBrake, "a power brake of the system"},
};

core::GpuState state_of(const NvmlLibrary& library, const std::string& address) {
  core::GpuState state{address};
  Device device = nullptr;
  if (!answers(library.find<GetHandleByAddress>("nvmlDeviceGetHandleByPciBusId_v2"), address.c_str(),
               &device))
    return state;
  unsigned long long bits = 0;
  auto reasons = library.find<GetReasons>("nvmlDeviceGetCurrentClocksEventReasons");
  if (reasons == nullptr) reasons = library.find<GetReasons>("nvmlDeviceGetCurrentClocksThrottleReasons");
  if (answers(reasons, device, &bits)) state.slowed_by = reasons_of_lower_clock(bits);
  unsigned number = 0;
  if (answers(library.find<GetOf>("nvmlDeviceGetClockInfo"), device, kSmClock, &number))
    state.clock_hz = core::Fact<double>::known(number * 1e6, "NVML");
  if (answers(library.find<GetOf>("nvmlDeviceGetTemperature"), device, kGpuTemperature, &number))
    state.celsius = core::Fact<double>::known(number, "NVML");
  Utilization used = {};
  if (answers(library.find<GetUtilization>("nvmlDeviceGetUtilizationRates"), device, &used))
    state.busy = core::Fact<double>::known(used.gpu / 100.0, "NVML");
  return state;
}

/// NVML, started; nullptr where it isn't there.
std::shared_ptr<NvmlLibrary> started() {
  auto library = std::make_shared<NvmlLibrary>();
  if (!library->is_there() || !answers(library->find<Init>("nvmlInit_v2"))) return nullptr;
  library->shut_down_with(library->find<Shutdown>("nvmlShutdown"));
  return library;
}

}  // namespace

std::vector<std::string> reasons_of_lower_clock(unsigned long long bits) {
  std::vector<std::string> words;
  for (const auto& reason : kReasons)
    if ((bits & reason.bit) != 0) words.emplace_back(reason.words);
  return words;
}

core::ReadGpuStates nvidia_gpu_states(const core::Machine& machine) {
  std::vector<std::string> addresses;
  if (machine.gpus)
    for (const core::Gpu& gpu : *machine.gpus)
      if (gpu.vendor == "NVIDIA" && !gpu.pci_address.empty()) addresses.push_back(gpu.pci_address);
  if (addresses.empty()) return {};
  return [addresses = std::move(addresses), library = std::shared_ptr<NvmlLibrary>(),
          is_open = false]() mutable {
    if (!is_open) library = started();
    is_open = true;
    std::vector<core::GpuState> states;
    if (library == nullptr) return states;
    for (const std::string& address : addresses) states.push_back(state_of(*library, address));
    return states;
  };
}

}  // namespace probellm::probe
