#pragma once

#include <utility>

#include "gpu/opencl/api.h"

namespace probellm::gpu::opencl {

/// One of OpenCL's objects, given back when it goes.
template <class Object>
class Handle {
 public:
  Handle() = default;
  /// Makes the object; where that fails it is empty and has OpenCL's code.
  template <class Make>
  Handle(cl_int (*release)(Object), Make make) : release_(release) {
    object_ = make(&code_);
    if (code_ != CL_SUCCESS) object_ = nullptr;
  }
  Handle(Handle&& other) noexcept { *this = std::move(other); }
  Handle& operator=(Handle&& other) noexcept {
    std::swap(object_, other.object_);
    std::swap(release_, other.release_);
    std::swap(code_, other.code_);
    return *this;
  }
  ~Handle() {
    if (object_ != nullptr) static_cast<void>(release_(object_));
  }

  explicit operator bool() const { return object_ != nullptr; }
  Object get() const { return object_; }
  cl_int code() const { return code_; }

 private:
  Object object_ = nullptr;
  cl_int (*release_)(Object) = nullptr;
  cl_int code_ = CL_SUCCESS;
};

}  // namespace probellm::gpu::opencl
