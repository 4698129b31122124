#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace probellm::bench {

/// What a kernel works on: three arrays of `words` 64-bit words, each aligned to 64 bytes, none overlapping
/// another.
struct Arrays {
  std::uint64_t* a = nullptr;
  std::uint64_t* b = nullptr;
  std::uint64_t* c = nullptr;
  std::size_t words = 0;
};

/// Goes over the arrays once; `scalar` is what write stores and scale, triad and update multiply by; returns
/// the sum of what was read, or 0.
using StreamKernel = std::uint64_t (*)(const Arrays& arrays, double scalar);

/// What a run of multiply-adds did: how many floating-point operations, the sum of its results, and what that
/// sum must be.
struct FmaResult {
  double flops = 0;
  double sum = 0;
  double expected_sum = 0;
};

/// Does `steps` rounds of independent f32 multiply-adds x = x * half + one, which all end at 2 when half is
/// 0.5 and one is 1.
using FmaKernel = FmaResult (*)(std::size_t steps, float half, float one);

/// How a kernel stores: not at all, through the caches, which read the line first, or past them.
enum class Stores { None, Regular, Streaming };

/// One way to write a kernel, its vector width in bytes, and how it stores.
struct StreamVariant {
  std::string_view name;
  std::size_t width = 0;
  StreamKernel run = nullptr;
  Stores stores = Stores::None;
};

/// All kernels as compiled for one instruction set, the variants of each in the order in which they promise
/// most.
struct KernelSet {
  std::string_view target;
  bool (*runs_here)();
  std::span<const StreamVariant> read;
  std::span<const StreamVariant> write;
  std::span<const StreamVariant> copy;
  std::span<const StreamVariant> scale;
  std::span<const StreamVariant> add;
  std::span<const StreamVariant> triad;
  std::span<const StreamVariant> update;
  FmaKernel fma_f32;
};

/// Every kernel set in this build, the widest first; the last one runs on every CPU of this architecture.
std::span<const KernelSet> compiled_kernel_sets();

/// The widest kernel set that this CPU and its operating system support.
const KernelSet& best_kernel_set();

}  // namespace probellm::bench
