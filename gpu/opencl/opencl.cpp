#include "gpu/opencl/opencl.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "gpu/opencl/api.h"
#include "gpu/opencl/handle.h"
#include "gpu/opencl/kernels.h"

namespace probellm::gpu::opencl {
namespace {

using core::Bytes;
using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::uint64_t kVector = 64;

Error failed(const char* what, cl_int code) {
  return {ErrorKind::Failed, std::string("OpenCL: ") + what + " failed (" + std::to_string(code) + ")"};
}

std::string text_of(const Api& api, cl_device_id device, cl_device_info what) {
  char text[256] = {};
  if (api.get_device_info(device, what, sizeof text - 1, text, nullptr) != CL_SUCCESS) return "";
  return text;
}

template <class Number>
Number number_of(const Api& api, cl_device_id device, cl_device_info what) {
  Number number{};
  static_cast<void>(api.get_device_info(device, what, sizeof number, &number, nullptr));
  return number;
}

DeviceInfo describe(const Api& api, cl_device_id device, const std::string& platform) {
  DeviceInfo info;
  info.name = text_of(api, device, CL_DEVICE_NAME);
  info.driver = "OpenCL, " + platform;
  const auto type = number_of<cl_device_type>(api, device, CL_DEVICE_TYPE);
  info.kind = (type & CL_DEVICE_TYPE_GPU) != 0   ? Kind::Gpu
              : (type & CL_DEVICE_TYPE_CPU) != 0 ? Kind::Cpu
                                                 : Kind::Other;
  info.is_unified = number_of<cl_bool>(api, device, CL_DEVICE_HOST_UNIFIED_MEMORY) == CL_TRUE;
  const auto bytes = [&](cl_device_info what) {
    return Bytes{static_cast<std::int64_t>(number_of<cl_ulong>(api, device, what))};
  };
  info.memory = bytes(CL_DEVICE_GLOBAL_MEM_SIZE);
  info.largest_allocation = bytes(CL_DEVICE_MAX_MEM_ALLOC_SIZE);
  info.cache = bytes(CL_DEVICE_GLOBAL_MEM_CACHE_SIZE);
  info.compute_units =
      std::max(1, static_cast<int>(number_of<cl_uint>(api, device, CL_DEVICE_MAX_COMPUTE_UNITS)));
  return info;
}

/// A device with its context, made when arrays are first asked for.
class OpenClDevice : public Device {
 public:
  OpenClDevice(const Api& api, cl_device_id device, DeviceInfo info)
      : api_(api), device_(device), info_(std::move(info)) {}

  const DeviceInfo& info() const override { return info_; }

  std::vector<Shape> shapes() const override {
    if (info_.kind == Kind::Cpu)
      return {{Sharing::Parts, 1, 1}, {Sharing::Parts, 1, 2}, {Sharing::Parts, 1, 4}, {Sharing::Parts, 4, 1}};
    std::vector<Shape> shapes;
    for (const int group : {128, 256, 512})
      for (const int groups : {2, 4, 8, 16}) shapes.push_back({Sharing::Turns, group, groups});
    shapes.push_back({Sharing::Parts, 64, 8});
    return shapes;
  }

  Result<Bytes> free_memory() override {
    return Error{ErrorKind::NotFound, "OpenCL doesn't tell what is free"};
  }

  Result<Bytes> allocate(Bytes each, Bytes first) override {
    if (const auto error = open()) return *error;
    for (std::size_t i = 0; i < 3; ++i) {
      const auto size = static_cast<std::uint64_t>((i == 0 ? first : each).value);
      arrays_[i] = buffer(size);
      if (!arrays_[i]) return Error{ErrorKind::Failed, "OpenCL: no memory for an array"};
      if (const auto error = fill(static_cast<cl_uint>(i), size)) return *error;
    }
    return each;
  }

  Result<Run> run(const Work& work, const Shape& shape) override {
    const bool is_read = work.kernel == Kernel::Read;
    Arguments arguments{is_read ? arrays_.at(static_cast<std::size_t>(work.array)).get() : arrays_[0].get()};
    if (work.kernel == Kernel::Triad) arguments.buffers.push_back(arrays_[1].get());
    if (!is_read) arguments.buffers.push_back(arrays_[2].get());
    arguments.vectors = static_cast<std::uint64_t>(work.bytes.value) / kVector;
    constexpr const char* kNames[] = {"read", "copy", "triad"};
    return launch(kNames[static_cast<int>(work.kernel)], shape, arguments, is_read);
  }

  Result<Run> gather(const std::vector<std::uint64_t>& offsets, Bytes block, const Shape& shape) override {
    const Handle<cl_mem> list(api_.release_buffer, [&](cl_int* code) {
      return api_.create_buffer(context_.get(), CL_MEM_READ_ONLY | CL_MEM_COPY_HOST_PTR, offsets.size() * 8,
                                const_cast<std::uint64_t*>(offsets.data()), code);
    });
    if (!list) return Error{ErrorKind::Failed, "OpenCL: no memory for the list of blocks"};
    Arguments arguments{arrays_[0].get()};
    arguments.buffers.push_back(list.get());
    arguments.blocks = static_cast<cl_uint>(offsets.size());
    arguments.vectors = static_cast<std::uint64_t>(block.value) / kVector;
    return launch("gather", shape, arguments, true);
  }

  Result<std::span<std::uint32_t>> host_memory(Bytes bytes, bool is_pinned) override {
    unpin();
    const auto words = static_cast<std::size_t>(bytes.value) / 4;
    if (!is_pinned) {
      pageable_ = std::make_unique<std::uint32_t[]>(words);
      return host_ = {pageable_.get(), words};
    }
    pinned_ = buffer(words * 4, CL_MEM_READ_WRITE | CL_MEM_ALLOC_HOST_PTR);
    if (!pinned_) return Error{ErrorKind::Failed, "OpenCL: no pinned memory"};
    cl_int code = 0;
    void* memory = api_.enqueue_map(queue_.get(), pinned_.get(), CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, 0,
                                    words * 4, 0, nullptr, nullptr, &code);
    if (memory == nullptr) return failed("mapping pinned memory", code);
    return host_ = {static_cast<std::uint32_t*>(memory), words};
  }

  Result<core::Seconds> transfer(Direction direction) override {
    const std::size_t all = host_.size_bytes();
    const std::size_t up = part_that_goes_up(direction, all);
    auto* host = reinterpret_cast<char*>(host_.data());
    const auto begin = std::chrono::steady_clock::now();
    cl_int code = CL_SUCCESS;
    if (up > 0)
      code = api_.enqueue_write(queue_.get(), arrays_[2].get(), CL_FALSE, 0, up, host, 0, nullptr, nullptr);
    if (code == CL_SUCCESS && up < all)
      code = api_.enqueue_read(other_queue_.get(), arrays_[2].get(), CL_FALSE, up, all - up, host + up, 0,
                               nullptr, nullptr);
    // A queue that isn't waited for may go on with memory that is gone.
    const cl_int first = api_.finish(queue_.get()), second = api_.finish(other_queue_.get());
    if (code == CL_SUCCESS) code = first != CL_SUCCESS ? first : second;
    if (code != CL_SUCCESS) return failed("a transfer", code);
    return core::Seconds{std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
  }

  ~OpenClDevice() override {
    unpin();
    if (queue_) api_.finish(queue_.get());
  }
  OpenClDevice(const OpenClDevice&) = delete;
  OpenClDevice& operator=(const OpenClDevice&) = delete;

 private:
  using Buffer = Handle<cl_mem>;

  /// What a kernel is given: buffers, then blocks where there are some, the vectors, and room for sums.
  struct Arguments {
    explicit Arguments(cl_mem first) : buffers{first} {}
    std::vector<cl_mem> buffers;
    std::optional<cl_uint> blocks;
    std::uint64_t vectors = 0;
  };

  std::optional<Error> open() {
    if (program_) return std::nullopt;
    context_ = Handle<cl_context>(api_.release_context, [&](cl_int* code) {
      return api_.create_context(nullptr, 1, &device_, nullptr, nullptr, code);
    });
    if (!context_) return failed("making a context", context_.code());
    queue_ = Handle<cl_command_queue>(api_.release_queue, [&](cl_int* code) {
      return api_.create_queue(context_.get(), device_, CL_QUEUE_PROFILING_ENABLE, code);
    });
    if (!queue_) return failed("making a queue", queue_.code());
    other_queue_ = Handle<cl_command_queue>(api_.release_queue, [&](cl_int* code) {
      return api_.create_queue(context_.get(), device_, 0, code);
    });
    if (!other_queue_) return failed("making a queue", other_queue_.code());
    program_ = Handle<cl_program>(api_.release_program, [&](cl_int* code) {
      const char* source = kKernels;
      return api_.create_program(context_.get(), 1, &source, nullptr, code);
    });
    if (!program_) return failed("taking the kernels", program_.code());
    const cl_int code = api_.build_program(program_.get(), 1, &device_, "-cl-std=CL1.2", nullptr, nullptr);
    return code == CL_SUCCESS ? std::nullopt : std::optional(failed("building the kernels", code));
  }

  Buffer buffer(std::uint64_t size, cl_mem_flags flags = CL_MEM_READ_WRITE) const {
    return Buffer(api_.release_buffer, [&](cl_int* code) {
      return api_.create_buffer(context_.get(), flags, size, nullptr, code);
    });
  }

  Handle<cl_kernel> kernel(const std::string& name) const {
    return Handle<cl_kernel>(api_.release_kernel, [&](cl_int* code) {
      return api_.create_kernel(program_.get(), name.c_str(), code);
    });
  }

  void unpin() {
    if (pinned_) api_.enqueue_unmap(queue_.get(), pinned_.get(), host_.data(), 0, nullptr, nullptr);
    if (pinned_) api_.finish(queue_.get());
    pinned_ = {}, pageable_.reset(), host_ = {};
  }

  std::optional<Error> fill(cl_uint array, std::uint64_t bytes) {
    const auto filling = kernel("fill");
    if (!filling) return failed("finding a kernel", filling.code());
    const cl_mem memory = arrays_[array].get();
    const cl_ulong words = bytes / 4;
    // NOLINTNEXTLINE(bugprone-sizeof-expression): an argument is the handle itself.
    cl_int code = api_.set_kernel_arg(filling.get(), 0, sizeof memory, &memory);
    code |= api_.set_kernel_arg(filling.get(), 1, sizeof words, &words);
    code |= api_.set_kernel_arg(filling.get(), 2, sizeof array, &array);
    const std::size_t items = 1024 * static_cast<std::size_t>(info_.compute_units);
    code |=
        api_.enqueue_kernel(queue_.get(), filling.get(), 1, nullptr, &items, nullptr, 0, nullptr, nullptr);
    code |= api_.finish(queue_.get());
    return code == CL_SUCCESS ? std::nullopt : std::optional(failed("filling an array", code));
  }

  Result<Run> launch(const std::string& name, const Shape& shape, const Arguments& arguments, bool sums) {
    const auto running = kernel(name + (shape.sharing == Sharing::Turns ? "_turns" : "_parts"));
    if (!running) return failed("finding a kernel", running.code());
    const auto group = static_cast<std::size_t>(shape.group);
    const std::size_t items = group * static_cast<std::size_t>(shape.groups_per_unit * info_.compute_units);
    if (sums && sums_size_ < items) sums_ = buffer(items * 4), sums_size_ = items;
    if (sums && !sums_) return Error{ErrorKind::Failed, "OpenCL: no memory for sums"};
    cl_uint at = 0;
    cl_int code = 0;
    const auto give = [&](const auto& value) {
      // NOLINTNEXTLINE(bugprone-sizeof-expression): so it is here.
      code |= api_.set_kernel_arg(running.get(), at++, sizeof value, &value);
    };
    for (const cl_mem memory : arguments.buffers) give(memory);
    if (arguments.blocks) give(*arguments.blocks);
    give(static_cast<cl_ulong>(arguments.vectors));
    if (sums) give(sums_.get());
    cl_event event = nullptr;
    code |= api_.enqueue_kernel(queue_.get(), running.get(), 1, nullptr, &items, &group, 0, nullptr, &event);
    if (code == CL_SUCCESS) code = api_.finish(queue_.get());
    const auto time = event != nullptr ? time_of(event) : core::Seconds{};
    if (event != nullptr) api_.release_event(event);
    if (code != CL_SUCCESS) return failed(name.c_str(), code);
    return sums ? summed(time, items) : Result<Run>(Run{time, 0});
  }

  core::Seconds time_of(cl_event event) const {
    cl_ulong begin = 0, end = 0;
    api_.get_event_profiling_info(event, CL_PROFILING_COMMAND_START, sizeof begin, &begin, nullptr);
    api_.get_event_profiling_info(event, CL_PROFILING_COMMAND_END, sizeof end, &end, nullptr);
    return {static_cast<double>(end - begin) * 1e-9};
  }

  Result<Run> summed(core::Seconds time, std::size_t items) const {
    std::vector<std::uint32_t> sums(items);
    const cl_int code =
        api_.enqueue_read(queue_.get(), sums_.get(), CL_TRUE, 0, items * 4, sums.data(), 0, nullptr, nullptr);
    if (code != CL_SUCCESS) return failed("reading sums", code);
    return Run{time, std::accumulate(sums.begin(), sums.end(), std::uint32_t{0})};
  }

  const Api& api_;
  cl_device_id device_;
  DeviceInfo info_;
  Handle<cl_context> context_;
  Handle<cl_command_queue> queue_;
  /// For what goes the other way at the same time.
  Handle<cl_command_queue> other_queue_;
  Handle<cl_program> program_;
  std::array<Buffer, 3> arrays_;
  Buffer sums_;
  std::size_t sums_size_ = 0;
  Buffer pinned_;
  std::unique_ptr<std::uint32_t[]> pageable_;
  std::span<std::uint32_t> host_;
};

void add_devices(const Api& api, cl_platform_id platform, std::vector<std::unique_ptr<Device>>& devices) {
  char name[256] = {};
  static_cast<void>(api.get_platform_info(platform, CL_PLATFORM_NAME, sizeof name - 1, name, nullptr));
  constexpr cl_uint kMost = 64;
  cl_device_id ids[kMost] = {};
  cl_uint count = 0;
  if (api.get_device_ids(platform, CL_DEVICE_TYPE_ALL, kMost, ids, &count) != CL_SUCCESS) return;
  for (cl_uint i = 0; i < std::min(count, kMost); ++i)
    devices.push_back(std::make_unique<OpenClDevice>(api, ids[i], describe(api, ids[i], name)));
}

}  // namespace

Result<std::vector<std::unique_ptr<Device>>> open_devices() {
  const auto& loaded = api();
  if (!loaded) return loaded.error();
  constexpr cl_uint kMost = 16;
  cl_platform_id platforms[kMost] = {};
  cl_uint count = 0;
  std::vector<std::unique_ptr<Device>> devices;
  if (loaded->get_platform_ids(kMost, platforms, &count) == CL_SUCCESS)
    for (cl_uint i = 0; i < std::min(count, kMost); ++i) add_devices(*loaded, platforms[i], devices);
  if (devices.empty())
    return Error{ErrorKind::NotFound, "OpenCL shows no device: its driver isn't installed"};
  return devices;
}

}  // namespace probellm::gpu::opencl
