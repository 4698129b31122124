// Holds our kernel of each type of weights against the function of llama.cpp's CPU library that decodes with
// it: both in this process and on one thread, in turns, on the same random weights. tests/accuracy/kernels
// starts it.
#include <dlfcn.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "bench/clock.h"
#include "bench/decode/experts.h"
#include "bench/decode/operations.h"
#include "bench/decode/weights.h"
#include "bench/memory/kernels.h"
#include "bench/memory/mapping.h"
#include "tests/accuracy/engine_runs.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;
using bench::InputKind;

/// One row times the vector, and as many rows as it rearranged on loading, as ggml-cpu-impl.h and repack.h
/// declare them.
using VecDot = void (*)(int columns, float* out, std::size_t, const void* row, std::size_t,
                        const void* vector, std::size_t, int);
using Gemv = void (*)(int columns, float* out, std::size_t, const void* rows, const void* vector, int,
                      int count);

struct EngineKernel {
  const char* type;
  const char* vec_dot;
  const char* gemv = nullptr;
  /// Whether ours has the engine's numbers, and not a drawn codebook.
  bool is_same = true;
};
constexpr std::array kEngineKernels = {
    EngineKernel{"f32", "ggml_vec_dot_f32"},
    EngineKernel{"bf16", "ggml_vec_dot_bf16"},
    EngineKernel{"f16", "ggml_vec_dot_f16"},
    EngineKernel{"q8_0", "ggml_vec_dot_q8_0_q8_0"},
    EngineKernel{"q6_k", "ggml_vec_dot_q6_K_q8_K"},
    EngineKernel{"q5_k", "ggml_vec_dot_q5_K_q8_K"},
    EngineKernel{"q4_k", "ggml_vec_dot_q4_K_q8_K", "ggml_gemv_q4_K_8x8_q8_K"},
    EngineKernel{"q4_0", "ggml_vec_dot_q4_0_q8_0", "ggml_gemv_q4_0_8x8_q8_0"},
    EngineKernel{"iq4_xs", "ggml_vec_dot_iq4_xs_q8_K"},
    EngineKernel{"q3_k", "ggml_vec_dot_q3_K_q8_K"},
    EngineKernel{"iq3_xxs", "ggml_vec_dot_iq3_xxs_q8_K", nullptr, false},
    EngineKernel{"q2_k", "ggml_vec_dot_q2_K_q8_K", "ggml_gemv_q2_K_8x8_q8_K"},
    EngineKernel{"iq2_xxs", "ggml_vec_dot_iq2_xxs_q8_K", nullptr, false},
};

struct Options {
  fs::path libraries;
  int columns = 7168;
  int samples = 21;
};

constexpr core::Bytes kWeights{core::kGiB};
constexpr std::size_t kSampleBytes = 128 << 20;
// An f16 keeps 11 bits of a vector's scale.
constexpr double kRounding = 1e-3;

template <class Function>
Function symbol(void* library, const char* name) {
  return library != nullptr && name != nullptr ? reinterpret_cast<Function>(::dlsym(library, name)) : nullptr;
}

/// The build that suits this CPU best, as the engine chooses it; null where there is none.
void* best_library(const fs::path& folder) {
  void* best = nullptr;
  int best_score = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (!entry.path().filename().string().starts_with("libggml-cpu")) continue;
    void* library = ::dlopen(entry.path().c_str(), RTLD_NOW | RTLD_LOCAL);
    const auto score_of = symbol<int (*)()>(library, "ggml_backend_score");
    const int score = score_of != nullptr ? score_of() : 1;
    if (library == nullptr || score <= best_score) continue;
    best = library;
    best_score = score;
  }
  if (const auto init = symbol<void (*)()>(best, "ggml_cpu_init")) init();
  return best;
}

template <class T>
void put(std::vector<std::byte>& bytes, const T& value) {
  const auto* from = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), from, from + sizeof value);
}

/// The vector in the engine's blocks: Q8_0 with an f16 scale, Q8_K with an f32 one and the sums of its
/// sixteens.
std::vector<std::byte> engine_vector(const bench::WeightType& type, bench::InputBuffer& buffer,
                                     const bench::VectorKernels& vectors) {
  const bench::Inputs in = buffer.inputs();
  bench::InputBuffer scales((buffer.size() + 1023) / 1024 * 32);
  std::copy_n(in.scales, buffer.size() / 32, scales.floats());
  vectors.round_to_f16(scales, 0, scales.size());
  std::vector<std::byte> bytes;
  switch (type.input) {
    case InputKind::Floats:
      for (std::size_t i = 0; i < buffer.size(); ++i) put(bytes, in.floats[i]);
      break;
    case InputKind::Bf16:
    case InputKind::F16:
      for (std::size_t i = 0; i < buffer.size(); ++i) put(bytes, in.halves[i]);
      break;
    case InputKind::Q8_0:
      for (std::size_t b = 0; b < buffer.size() / 32; ++b) {
        put(bytes, scales.halves()[b]);
        for (std::size_t i = 32 * b; i < 32 * b + 32; ++i) put(bytes, in.values[i]);
      }
      break;
    case InputKind::Q8K:
      for (std::size_t b = 0; b < buffer.size() / 256; ++b) {
        put(bytes, in.scales[b]);
        for (std::size_t i = 256 * b; i < 256 * b + 256; ++i) put(bytes, in.values[i]);
        for (std::size_t i = 256 * b; i < 256 * b + 256; i += 16) {
          std::int16_t sum = 0;
          for (std::size_t k = i; k < i + 16; ++k) sum = static_cast<std::int16_t>(sum + in.values[k]);
          put(bytes, sum);
        }
      }
      break;
  }
  return bytes;
}

/// Rows that differ by more than rounding.
int different_rows(const std::vector<float>& ours, const std::vector<float>& theirs) {
  double largest = 0;
  for (const float value : ours) largest = std::max(largest, std::abs(static_cast<double>(value)));
  int different = 0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    different += std::abs(static_cast<double>(ours[i] - theirs[i])) > kRounding * largest ? 1 : 0;
  return different;
}

template <class Work>
double seconds_of(const Work& work) {
  const core::Seconds start = bench::monotonic_now();
  work();
  return (bench::monotonic_now() - start).value;
}

bool compare(const Options& options, void* library, const bench::Mapping& memory, const EngineKernel& engine,
             std::string_view set) {
  const bench::WeightType& type = bench::weight_type(engine.type);
  const auto kernel = bench::find_kernel(type, set);
  const auto vectors = bench::find_vector_kernels(set);
  const bool is_repacked = bench::is_repacked(type, set);
  const auto vec_dot = symbol<VecDot>(library, engine.vec_dot);
  const auto gemv = symbol<Gemv>(library, is_repacked ? engine.gemv : nullptr);
  if (!kernel || !vectors || vec_dot == nullptr || (is_repacked && gemv == nullptr)) {
    std::printf("| %s | | | not in both | |\n", engine.type);
    return true;
  }
  const auto columns = static_cast<std::size_t>(options.columns);
  bench::InputBuffer buffer(columns);
  bench::draw(buffer, 1);
  bench::SpinBarrier barrier(1);
  bench::quantise({0, 1, barrier, *vectors}, type, buffer);
  const bench::Inputs in = buffer.inputs();
  const std::vector<std::byte> vector = engine_vector(type, buffer, *vectors);

  const std::size_t row_bytes = bench::bytes_of(type, columns), rows = kSampleBytes / row_bytes / 64 * 64;
  std::vector<float> own(rows), theirs(rows);
  bench::WeightPlaces places{{memory.data(), static_cast<std::size_t>(memory.size().value)}};
  const auto multiply_own = [&](const std::byte* weights) {
    kernel->multiply({weights, rows, columns}, &in, 1, own.data(), rows);
  };
  const auto multiply_theirs = [&](const std::byte* weights) {
    if (is_repacked)
      return gemv(options.columns, theirs.data(), rows, weights, vector.data(), 1, static_cast<int>(rows));
    for (std::size_t r = 0; r < rows; ++r)
      vec_dot(options.columns, &theirs[r], 0, weights + r * row_bytes, 0, vector.data(), 0, 1);
  };
  std::vector<double> own_rates, engine_rates, ratios;
  for (int i = 0; i < options.samples; ++i) {
    const double bytes = static_cast<double>(rows * row_bytes);
    const std::byte *first = bench::next_place(places, rows * row_bytes),
                    *second = bench::next_place(places, rows * row_bytes);
    own_rates.push_back(bytes / seconds_of([&] { multiply_own(first); }) / 1e9);
    engine_rates.push_back(bytes / seconds_of([&] { multiply_theirs(second); }) / 1e9);
    ratios.push_back(own_rates.back() / engine_rates.back());
  }
  multiply_own(memory.data());
  multiply_theirs(memory.data());
  const int different = engine.is_same ? different_rows(own, theirs) : 0;
  std::printf("| %s | %.1f | %.1f | %.2f | %s |\n", engine.type, median(engine_rates), median(own_rates),
              median(ratios),
              different > 0    ? "no"
              : engine.is_same ? "yes"
                               : "");
  std::fflush(stdout);
  return different == 0;
}

int run(const Options& options) {
  void* library = best_library(options.libraries);
  const auto memory = bench::Mapping::make(kWeights, bench::Pages::Small);
  if (library == nullptr || !memory) {
    std::fprintf(stderr, "no libggml-cpu that runs here in %s, or too little memory\n",
                 options.libraries.c_str());
    return 2;
  }
  bench::fill_weights(reinterpret_cast<std::uint64_t*>(memory->data()), 0,
                      static_cast<std::size_t>(memory->size().value) / 8);
  const std::string_view set = bench::best_kernel_set().target;
  std::printf(
      "%d columns, %s\n\n| type | engine GB/s | ours GB/s | ratio | same results |\n|---|---|---|---|---|\n",
      options.columns, std::string(set).c_str());
  bool good = true;
  for (const EngineKernel& engine : kEngineKernels)
    good = compare(options, library, memory.value(), engine, set) && good;
  return good ? 0 : 1;
}

}  // namespace
}  // namespace probellm::tests

int main(int argc, char** argv) {
  probellm::tests::Options options;
  CLI::App app("Holds our decode kernels against llama.cpp's own functions.", "kernels");
  app.add_option("--libraries", options.libraries, "Folder of libggml-cpu*.so")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--columns", options.columns, "Weights a row, a multiple of 256")->capture_default_str();
  app.add_option("--samples", options.samples, "Samples of 128 MiB each, ours and the engine's in turns")
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return probellm::tests::run(options);
}
