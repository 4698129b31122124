// The kernels, compiled once for each instruction set: foreach_target.h includes this file again for each of
// them.
#include "bench/memory/kernels.h"

#include <algorithm>
#include <array>

// Three levels of x86 are enough for loads, adds and stores; elsewhere only what the compiler may assume
// anyway. Never Highway's own dispatch: it lives in its shared library, of which the binary must be free.
// Highway numbers targets from the widest: below the bit of AVX3 are all that add to it, in whichever
// version.
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | (HWY_AVX3 - 1))
#if !defined(__x86_64__) && !defined(HWY_COMPILE_ONLY_STATIC)
#define HWY_COMPILE_ONLY_STATIC
#endif
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/memory/kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// 32 bytes at most: on Zen 4 one 64-byte load a line is slower than two of 32, which the prefetcher prefers.
using Words = hn::CappedTag<std::uint64_t, 4>;
using Doubles = hn::CappedTag<double, 4>;
using Floats = hn::ScalableTag<float>;

// Words ahead of the load that copy and triad ask for: 1 KiB, as measured best on Zen 3 and Zen 4.
constexpr std::size_t kAhead = 128;

// The three arrays at once: three streams keep more lines in flight than one, a sixth more on Zen 3, where a
// prefetch by hand costs as much.
HWY_ATTR std::uint64_t read(const Arrays& arrays, double) {
  const Words d;
  const std::size_t n = hn::Lanes(d), step = 2 * n;
  const std::uint64_t* HWY_RESTRICT a = arrays.a;
  const std::uint64_t* HWY_RESTRICT b = arrays.b;
  const std::uint64_t* HWY_RESTRICT c = arrays.c;
  auto a0 = hn::Zero(d), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  std::size_t i = 0;
  for (; i + step <= arrays.words; i += step) {
    a0 = hn::Add(a0, hn::Load(d, a + i));
    a1 = hn::Add(a1, hn::Load(d, a + i + n));
    b0 = hn::Add(b0, hn::Load(d, b + i));
    b1 = hn::Add(b1, hn::Load(d, b + i + n));
    c0 = hn::Add(c0, hn::Load(d, c + i));
    c1 = hn::Add(c1, hn::Load(d, c + i + n));
  }
  const auto sums = hn::Add(hn::Add(hn::Add(a0, a1), hn::Add(b0, b1)), hn::Add(c0, c1));
  std::uint64_t sum = hn::GetLane(hn::SumOfLanes(d, sums));
  for (; i < arrays.words; ++i) sum += a[i] + b[i] + c[i];
  return sum;
}

HWY_ATTR std::uint64_t write(const Arrays& arrays, double scalar) {
  const Doubles d;
  const std::size_t n = hn::Lanes(d), step = 2 * n;
  double* HWY_RESTRICT a = reinterpret_cast<double*>(arrays.a);
  const auto value = hn::Set(d, scalar);
  std::size_t i = 0;
  for (; i + step <= arrays.words; i += step) {
    hn::Stream(value, d, a + i);
    hn::Stream(value, d, a + i + n);
  }
  std::fill(a + i, a + arrays.words, scalar);
  hwy::FlushStream();
  return 0;
}

HWY_ATTR std::uint64_t copy(const Arrays& arrays, double) {
  const Words d;
  const std::size_t n = hn::Lanes(d), step = 2 * n;
  std::uint64_t* HWY_RESTRICT a = arrays.a;
  const std::uint64_t* HWY_RESTRICT b = arrays.b;
  std::size_t i = 0;
  for (; i + step <= arrays.words; i += step) {
    hwy::Prefetch(b + i + kAhead);
    const auto low = hn::Load(d, b + i), high = hn::Load(d, b + i + n);
    hn::Stream(low, d, a + i);
    hn::Stream(high, d, a + i + n);
  }
  std::copy(b + i, b + arrays.words, a + i);
  hwy::FlushStream();
  return 0;
}

HWY_ATTR std::uint64_t triad(const Arrays& arrays, double scalar) {
  const Doubles d;
  const std::size_t n = hn::Lanes(d), step = 2 * n;
  double* HWY_RESTRICT a = reinterpret_cast<double*>(arrays.a);
  const double* HWY_RESTRICT b = reinterpret_cast<const double*>(arrays.b);
  const double* HWY_RESTRICT c = reinterpret_cast<const double*>(arrays.c);
  const auto s = hn::Set(d, scalar);
  std::size_t i = 0;
  for (; i + step <= arrays.words; i += step) {
    hwy::Prefetch(b + i + kAhead);
    hwy::Prefetch(c + i + kAhead);
    const auto low = hn::MulAdd(s, hn::Load(d, c + i), hn::Load(d, b + i));
    const auto high = hn::MulAdd(s, hn::Load(d, c + i + n), hn::Load(d, b + i + n));
    hn::Stream(low, d, a + i);
    hn::Stream(high, d, a + i + n);
  }
  for (; i < arrays.words; ++i) a[i] = b[i] + scalar * c[i];
  hwy::FlushStream();
  return 0;
}

// Twelve chains hide the latency of two units of 4 to 5 cycles and still fit 16 registers.
HWY_ATTR FmaResult fma_f32(std::size_t steps, float half, float one) {
  constexpr double kChains = 12;
  const Floats d;
  const auto m = hn::Set(d, half), k = hn::Set(d, one);
  // All different, or the compiler would see that chains are equal and run only one of them.
  auto x0 = hn::Set(d, 0.F), x1 = hn::Set(d, 1.F), x2 = hn::Set(d, 3.F), x3 = hn::Set(d, 4.F);
  auto x4 = hn::Set(d, 5.F), x5 = hn::Set(d, 6.F), x6 = hn::Set(d, 7.F), x7 = hn::Set(d, 8.F);
  auto x8 = hn::Set(d, 9.F), x9 = hn::Set(d, 10.F), x10 = hn::Set(d, 11.F), x11 = hn::Set(d, 12.F);
  for (std::size_t step = 0; step < steps; ++step) {
    x0 = hn::MulAdd(x0, m, k), x1 = hn::MulAdd(x1, m, k), x2 = hn::MulAdd(x2, m, k);
    x3 = hn::MulAdd(x3, m, k), x4 = hn::MulAdd(x4, m, k), x5 = hn::MulAdd(x5, m, k);
    x6 = hn::MulAdd(x6, m, k), x7 = hn::MulAdd(x7, m, k), x8 = hn::MulAdd(x8, m, k);
    x9 = hn::MulAdd(x9, m, k), x10 = hn::MulAdd(x10, m, k), x11 = hn::MulAdd(x11, m, k);
  }
  const auto x03 = hn::Add(hn::Add(x0, x1), hn::Add(x2, x3)), x47 = hn::Add(hn::Add(x4, x5), hn::Add(x6, x7));
  const auto all = hn::Add(hn::Add(x03, x47), hn::Add(hn::Add(x8, x9), hn::Add(x10, x11)));
  const double results = kChains * static_cast<double>(hn::Lanes(d));
  const double sum = static_cast<double>(hn::GetLane(hn::SumOfLanes(d, all)));
  return {2 * results * static_cast<double>(steps), sum, 2 * results};
}

constexpr KernelSet kernel_set(std::string_view target, bool (*runs_here)()) {
  return {target, runs_here, &read, &write, &copy, &triad, &fma_f32};
}

}  // namespace HWY_NAMESPACE
}  // namespace probellm::bench
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace probellm::bench {
namespace {

bool everywhere() { return true; }

#if HWY_ARCH_X86
bool has_sse4() { return __builtin_cpu_supports("sse4.2") != 0; }

bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
}

bool has_avx3() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl");
}
#endif

// The static target, which is compiled last, stands last: it needs no check.
constexpr std::array kSets = {
#if (HWY_TARGETS & HWY_AVX3) && HWY_STATIC_TARGET != HWY_AVX3
    N_AVX3::kernel_set("AVX-512", &has_avx3),
#endif
#if (HWY_TARGETS & HWY_AVX2) && HWY_STATIC_TARGET != HWY_AVX2
    N_AVX2::kernel_set("AVX2", &has_avx2),
#endif
#if (HWY_TARGETS & HWY_SSE4) && HWY_STATIC_TARGET != HWY_SSE4
    N_SSE4::kernel_set("SSE4", &has_sse4),
#endif
    HWY_NAMESPACE::kernel_set("baseline", &everywhere),
};

}  // namespace

std::span<const KernelSet> compiled_kernel_sets() { return kSets; }

const KernelSet& best_kernel_set() {
  const auto runs = [](const KernelSet& set) { return set.runs_here(); };
  return *std::find_if(kSets.begin(), kSets.end() - 1, runs);
}

}  // namespace probellm::bench
#endif  // HWY_ONCE
