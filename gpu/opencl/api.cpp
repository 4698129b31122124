#include "gpu/opencl/api.h"

#include <dlfcn.h>

#include <string>

namespace probellm::gpu::opencl {
namespace {

constexpr const char* kLibrary = "libOpenCL.so.1";

template <class Function>
void find(void* library, const char* name, Function& function, std::string& missing) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (function == nullptr) missing = name;
}

core::Result<Api> load() {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return core::Error{core::ErrorKind::NotFound,
                       "libOpenCL.so.1 isn't installed (ocl-icd-libopencl1, or the GPU's driver)"};
  Api api;
  std::string missing;
  find(library, "clGetPlatformIDs", api.get_platform_ids, missing);
  find(library, "clGetPlatformInfo", api.get_platform_info, missing);
  find(library, "clGetDeviceIDs", api.get_device_ids, missing);
  find(library, "clGetDeviceInfo", api.get_device_info, missing);
  find(library, "clCreateContext", api.create_context, missing);
  find(library, "clReleaseContext", api.release_context, missing);
  find(library, "clCreateCommandQueue", api.create_queue, missing);
  find(library, "clReleaseCommandQueue", api.release_queue, missing);
  find(library, "clCreateProgramWithSource", api.create_program, missing);
  find(library, "clBuildProgram", api.build_program, missing);
  find(library, "clReleaseProgram", api.release_program, missing);
  find(library, "clCreateKernel", api.create_kernel, missing);
  find(library, "clReleaseKernel", api.release_kernel, missing);
  find(library, "clSetKernelArg", api.set_kernel_arg, missing);
  find(library, "clCreateBuffer", api.create_buffer, missing);
  find(library, "clReleaseMemObject", api.release_buffer, missing);
  find(library, "clEnqueueNDRangeKernel", api.enqueue_kernel, missing);
  find(library, "clEnqueueReadBuffer", api.enqueue_read, missing);
  find(library, "clEnqueueWriteBuffer", api.enqueue_write, missing);
  find(library, "clEnqueueMapBuffer", api.enqueue_map, missing);
  find(library, "clEnqueueUnmapMemObject", api.enqueue_unmap, missing);
  find(library, "clGetEventProfilingInfo", api.get_event_profiling_info, missing);
  find(library, "clReleaseEvent", api.release_event, missing);
  find(library, "clFinish", api.finish, missing);
  if (missing.empty()) return api;
  return core::Error{core::ErrorKind::NotFound, std::string(kLibrary) + " has no " + missing};
}

}  // namespace

const core::Result<Api>& api() {
  static const core::Result<Api> loaded = load();
  return loaded;
}

}  // namespace probellm::gpu::opencl
