#include <algorithm>
#include <chrono>
#include <string>

#include "gpu/cuda/device.h"
#include "gpu/cuda/kernels.h"

namespace probellm::gpu::cuda {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;
using core::Seconds;

constexpr int kLaunches = 1000;

Seconds since(std::chrono::steady_clock::time_point begin) {
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count()};
}

}  // namespace

Result<ProductsRun> CudaDevice::multiply(const Products& products) {
  if (const auto error = use()) return *error;
  const std::uint64_t* list = copied(products.matrices);
  const auto number =
      static_cast<std::size_t>(products.matrices_per_launch) * static_cast<std::size_t>(products.rows);
  const DeviceMemory results = device_memory(number * sizeof(float));
  if (list == nullptr || !results) return Error{ErrorKind::Failed, "CUDA: no memory for results"};
  // Every byte set is a NaN, so that a result that isn't written is seen.
  auto code = cudaMemsetAsync(results.get(), 0xff, number * sizeof(float), stream_.get());
  if (code != cudaSuccess) return failure("clearing results", code);
  const int launches = static_cast<int>(products.matrices.size()) / products.matrices_per_launch;
  Launch launch{static_cast<const std::uint8_t*>(arrays_[0].get()), list,
                static_cast<const std::uint8_t*>(arrays_[1].get()), static_cast<float*>(results.get())};
  const auto time = timed("matrix-vector products", launches, [&] {
    const auto started = cuda::multiply(products, launch, info_.compute_units, stream_.get());
    launch.matrices += products.matrices_per_launch;
    return started;
  });
  if (!time) return time.error();
  ProductsRun run{*time * launches, std::vector<float>(number)};
  code = cudaMemcpy(run.results.data(), results.get(), number * sizeof(float), cudaMemcpyDeviceToHost);
  if (code != cudaSuccess) return failure("reading results", code);
  return run;
}

std::optional<Error> CudaDevice::why_no_product(const MatrixProduct& product) const {
  const auto needs = [&](int capability, const char* what) {
    return capability_ >= capability ? std::nullopt
                                     : std::optional(Error{ErrorKind::Unsupported,
                                                           std::string("its matrix units have no ") + what});
  };
  switch (product.type) {
    case MatrixType::Fp8:
      return needs(89, "FP8");
    case MatrixType::Bf16:
      return needs(80, "BF16");
    case MatrixType::Int8:
      return product.uses_own_kernel ? needs(80, "products of this kernel's shape") : needs(75, "INT8");
  }
  return std::nullopt;
}

Result<MatrixRun> CudaDevice::multiply(const MatrixProduct& product) {
  if (const auto error = why_no_product(product)) return *error;
  if (const auto error = use()) return *error;
  const auto elements = static_cast<std::size_t>(product.size) * static_cast<std::size_t>(product.size);
  const DeviceMemory result = device_memory(elements * 4);
  if (!result) return Error{ErrorKind::Failed, "CUDA: no memory for the result"};
  MatrixRun run;
  if (!product.uses_own_kernel) {
    if (!cublas_) cublas_.emplace();
    run.computed_by = cublas_->prepare(product);
  }
  const bool by_library = !run.computed_by.empty();
  if (!by_library) run.computed_by = "own mma kernel";
  const auto time = timed("a matrix product", [&] {
    return by_library
               ? cublas_->multiply(arrays_[0].get(), arrays_[1].get(), result.get(), stream_.get())
               : cuda::multiply(product, arrays_[0].get(), arrays_[1].get(), result.get(), stream_.get());
  });
  if (!time) return time.error();
  run.time = *time;
  for (int element = 0; element < kElements; ++element) {
    const auto at = static_cast<std::size_t>(column_of_element(element, product.size)) *
                        static_cast<std::size_t>(product.size) +
                    static_cast<std::size_t>(row_of_element(element, product.size));
    float value = 0;
    std::int32_t whole = 0;
    const bool is_whole = product.type == MatrixType::Int8;
    void* to = is_whole ? static_cast<void*>(&whole) : static_cast<void*>(&value);
    const auto code =
        cudaMemcpy(to, static_cast<const char*>(result.get()) + at * 4, 4, cudaMemcpyDeviceToHost);
    if (code != cudaSuccess) return failure("reading a result", code);
    run.elements.push_back(is_whole ? static_cast<double>(whole) : static_cast<double>(value));
  }
  return run;
}

Result<Seconds> CudaDevice::launched(Launching launching, int times, std::uint32_t* counter) {
  auto code = cudaSuccess;
  if (launching == Launching::InGraph) {
    cudaGraph_t graph = nullptr;
    code = cudaStreamBeginCapture(stream_.get(), cudaStreamCaptureModeThreadLocal);
    for (int i = 0; i < times && code == cudaSuccess; ++i) code = count(counter, stream_.get());
    const auto ended = cudaStreamEndCapture(stream_.get(), &graph);
    const Graph owned(graph);
    cudaGraphExec_t exec = nullptr;
    if (code == cudaSuccess) code = ended;
    if (code == cudaSuccess) code = cudaGraphInstantiate(&exec, graph, 0);
    const GraphExec ready(exec);
    if (code == cudaSuccess) code = cudaGraphUpload(exec, stream_.get());
    if (code == cudaSuccess) code = cudaStreamSynchronize(stream_.get());
    if (code != cudaSuccess) return failure("making a graph", code);
    const auto begin = std::chrono::steady_clock::now();
    code = cudaGraphLaunch(exec, stream_.get());
    if (code == cudaSuccess) code = cudaStreamSynchronize(stream_.get());
    if (code != cudaSuccess) return failure("launching a graph", code);
    return since(begin);
  }
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < times && code == cudaSuccess; ++i) {
    code = count(counter, stream_.get());
    if (code == cudaSuccess && launching == Launching::Waiting) code = cudaStreamSynchronize(stream_.get());
  }
  if (code == cudaSuccess) code = cudaStreamSynchronize(stream_.get());
  if (code != cudaSuccess) return failure("launching", code);
  return since(begin);
}

Result<Seconds> CudaDevice::launch(Launching launching) {
  if (const auto error = use()) return *error;
  auto* counter = static_cast<std::uint32_t*>(sums_.get());
  if (const auto code = cudaMemsetAsync(counter, 0, sizeof *counter, stream_.get()); code != cudaSuccess)
    return failure("clearing a counter", code);
  const auto time = launched(launching, kLaunches, counter);
  if (!time) return time.error();
  std::uint32_t counted = 0;
  if (const auto code = cudaMemcpy(&counted, counter, sizeof counted, cudaMemcpyDeviceToHost);
      code != cudaSuccess)
    return failure("reading a counter", code);
  if (counted != kLaunches) return Error{ErrorKind::Failed, "some launches didn't run"};
  return *time * (1.0 / kLaunches);
}

}  // namespace probellm::gpu::cuda
