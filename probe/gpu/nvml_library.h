#pragma once

#include <dlfcn.h>

#include "probe/gpu/nvml_abi.h"

namespace probellm::probe {

/// libnvidia-ml.so.1, closed again when it goes.
class NvmlLibrary {
 public:
  NvmlLibrary() : handle_(dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL)) {}
  ~NvmlLibrary() {
    if (started_ != nullptr) started_();
    if (handle_ != nullptr) dlclose(handle_);
  }
  NvmlLibrary(const NvmlLibrary&) = delete;
  NvmlLibrary& operator=(const NvmlLibrary&) = delete;

  bool is_there() const { return handle_ != nullptr; }
  void shut_down_with(nvml_abi::Shutdown shutdown) { started_ = shutdown; }

  /// The function of that name; null where this driver doesn't have it.
  template <class Function>
  Function find(const char* name) const {
    return reinterpret_cast<Function>(dlsym(handle_, name));
  }

 private:
  void* handle_;
  nvml_abi::Shutdown started_ = nullptr;
};

/// Calls a function that this driver may not have; true where it answered.
template <class Function, class... Arguments>
bool answers(Function function, Arguments... arguments) {
  return function != nullptr && function(arguments...) == nvml_abi::kSuccess;
}

}  // namespace probellm::probe
