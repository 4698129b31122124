#include "probe/nvml.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstring>

#include "probe/nvml_abi.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using namespace nvml_abi;
using Gpus = core::Result<std::vector<NvmlGpu>>;

/// libnvidia-ml.so.1, closed again when it goes.
class Library {
 public:
  Library() : handle_(dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL)) {}
  ~Library() {
    if (started_ != nullptr) started_();
    if (handle_ != nullptr) dlclose(handle_);
  }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  bool is_there() const { return handle_ != nullptr; }
  void shut_down_with(Shutdown shutdown) { started_ = shutdown; }

  /// The function of that name; null where this driver doesn't have it.
  template <class Function>
  Function find(const char* name) const {
    return reinterpret_cast<Function>(dlsym(handle_, name));
  }

 private:
  void* handle_;
  Shutdown started_ = nullptr;
};

/// Calls a function that this driver may not have; true where it answered.
template <class Function, class... Arguments>
bool answers(Function function, Arguments... arguments) {
  return function != nullptr && function(arguments...) == kSuccess;
}

core::Error failure(const Library& library, const char* what, Return code) {
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

NvmlGpu describe(const Library& library, Device device) {
  NvmlGpu gpu;
  char name[kNameSize] = {};
  if (answers(library.find<GetName>("nvmlDeviceGetName"), device, name, kNameSize)) gpu.name = bounded(name);
  Memory memory = {};
  if (answers(library.find<GetMemory>("nvmlDeviceGetMemoryInfo"), device, &memory)) {
    gpu.vram_total = bytes_of(memory.total);
    gpu.vram_free = bytes_of(memory.free);
  }
  PciInfo pci = {};
  if (answers(library.find<GetPciInfo>("nvmlDeviceGetPciInfo_v3"), device, &pci))
    gpu.pci_address = bounded(pci.bus_id);
  unsigned megahertz = 0;
  if (answers(library.find<GetMaxClock>("nvmlDeviceGetMaxClockInfo"), device, kMemoryClock, &megahertz))
    gpu.memory_clock_hz = megahertz * 1e6;
  unsigned bits = 0;
  if (answers(library.find<GetBusWidth>("nvmlDeviceGetMemoryBusWidth"), device, &bits))
    gpu.bus_width_bits = bits;
  return gpu;
}

Gpus list_gpus() {
  constexpr unsigned kMostGpus = 1024;
  Library library;
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
    if (get_handle(index, &device) == kSuccess) gpus.push_back(describe(library, device));
  }
  return gpus;
}

}  // namespace

NvmlTable nvml_from_driver() { return {list_gpus}; }

}  // namespace probellm::probe
