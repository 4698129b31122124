// The methods of two known tools, written anew, to compare with in one run: nvbandwidth's copies (16 of 512
// MiB of pinned memory between two events, the median of three) and BabelStream's kernels (doubles, one a
// thread, the best of many by the host's clock; its dot with 1,024 threads and grid strides). Prints a line
// for each, in GB/s.
#include <cuda_runtime.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <vector>

namespace {

void must(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  std::fprintf(stderr, "peers: %s: %s\n", what, cudaGetErrorString(code));
  std::exit(1);
}

constexpr std::size_t kCopy = std::size_t{512} << 20;
constexpr std::size_t kNumbers = std::size_t{1} << 28;
constexpr int kThreads = 1024;

double copy_rate(void* to, const void* from) {
  cudaEvent_t begin, end;
  must(cudaEventCreate(&begin), "event");
  must(cudaEventCreate(&end), "event");
  std::vector<double> rates;
  for (int sample = 0; sample < 4; ++sample) {
    must(cudaEventRecord(begin), "event");
    for (int i = 0; i < 16; ++i) must(cudaMemcpyAsync(to, from, kCopy, cudaMemcpyDefault, nullptr), "copy");
    must(cudaEventRecord(end), "event");
    must(cudaEventSynchronize(end), "copy");
    float ms = 0;
    must(cudaEventElapsedTime(&ms, begin, end), "time");
    if (sample > 0) rates.push_back(16.0 * kCopy / (ms * 1e-3));
  }
  std::sort(rates.begin(), rates.end());
  return rates[1];
}

__global__ void set(double* a, double* b, double* c) {
  const std::size_t i = blockIdx.x * std::size_t{kThreads} + threadIdx.x;
  a[i] = 0.1 + i % 97, b[i] = 0.2 + i % 89, c[i] = 0;
}
__global__ void copy(const double* a, double* c) {
  const std::size_t i = blockIdx.x * std::size_t{kThreads} + threadIdx.x;
  c[i] = a[i];
}
__global__ void triad(double* a, const double* b, const double* c) {
  const std::size_t i = blockIdx.x * std::size_t{kThreads} + threadIdx.x;
  a[i] = b[i] + 0.4 * c[i];
}
__global__ void dot(const double* a, const double* b, double* sums) {
  __shared__ double all[kThreads];
  double sum = 0;
  for (std::size_t i = blockIdx.x * std::size_t{kThreads} + threadIdx.x; i < kNumbers;
       i += gridDim.x * std::size_t{kThreads})
    sum += a[i] * b[i];
  all[threadIdx.x] = sum;
  for (int half = kThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) all[threadIdx.x] += all[threadIdx.x + half];
  }
  if (threadIdx.x == 0) sums[blockIdx.x] = all[0];
}

double best_rate(double bytes, const std::function<void()>& run) {
  double best = 0;
  for (int i = 0; i < 30; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    run();
    must(cudaDeviceSynchronize(), "kernel");
    best = std::max(best,
                    bytes / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  return best;
}

}  // namespace

int main() {
  void *host = nullptr, *device = nullptr;
  must(cudaMallocHost(&host, kCopy), "pinned memory");
  must(cudaMalloc(&device, kCopy), "memory");
  std::printf("nvbandwidth's method  upload    %8.1f\n", copy_rate(device, host) / 1e9);
  std::printf("nvbandwidth's method  download  %8.1f\n", copy_rate(host, device) / 1e9);
  double *a = nullptr, *b = nullptr, *c = nullptr, *sums = nullptr;
  for (double** array : {&a, &b, &c}) must(cudaMalloc(array, kNumbers * 8), "memory");
  must(cudaMalloc(&sums, 65536 * 8), "memory");
  const unsigned groups = kNumbers / kThreads;
  set<<<groups, kThreads>>>(a, b, c);
  int units = 0;
  must(cudaDeviceGetAttribute(&units, cudaDevAttrMultiProcessorCount, 0), "units");
  const double bytes = 8.0 * kNumbers;
  std::printf("BabelStream's method  dot       %8.1f\n",
              best_rate(2 * bytes, [&] { dot<<<units * 4, kThreads>>>(a, b, sums); }) / 1e9);
  std::printf("BabelStream's method  copy      %8.1f\n",
              best_rate(2 * bytes, [&] { copy<<<groups, kThreads>>>(a, c); }) / 1e9);
  std::printf("BabelStream's method  triad     %8.1f\n",
              best_rate(3 * bytes, [&] { triad<<<groups, kThreads>>>(a, b, c); }) / 1e9);
}
