// The kernels, compiled once for each instruction set: foreach_target.h includes this file again for each of
// them.
#include "bench/memory/kernels.h"

#include <algorithm>
#include <array>
#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

// Three levels of x86 are enough for loads, adds and stores, and on 64-bit Arm SVE of whichever length beside
// NEON; elsewhere only what the compiler may assume anyway. Never Highway's own dispatch: it lives in its
// shared library, of which the binary must be free. Highway numbers targets from the widest: below the bit of
// AVX3 are all that add to it, in whichever version, and below that of NEON all of 64-bit Arm but a NEON
// without AES, which is no other to these kernels.
#undef HWY_DISABLED_TARGETS
#if defined(__aarch64__)
#undef HWY_BASELINE_TARGETS
#define HWY_BASELINE_TARGETS HWY_NEON
#define HWY_DISABLED_TARGETS ((HWY_NEON - 1) & ~HWY_SVE)
#else
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | (HWY_AVX3 - 1))
#if !defined(__x86_64__) && !defined(HWY_COMPILE_ONLY_STATIC)
#define HWY_COMPILE_ONLY_STATIC
#endif
#endif
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/memory/kernels.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h, as Highway demands.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "bench/memory/reading_inl.h"

HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <std::size_t kBytes>
using Doubles = hn::CappedTag<double, kBytes / 8>;
using Floats = hn::ScalableTag<float>;

template <Stores kStores, class D>
HWY_ATTR inline void store(hn::Vec<D> value, D d, double* place) {
  if constexpr (kStores == Stores::Streaming)
    hn::Stream(value, d, place);
  else
    hn::Store(value, d, place);
}

// What each kernel puts into a, for a vector and for the last few words.
struct Write {
  template <class D>
  static HWY_ATTR hn::Vec<D> value(D, const double*, const double*, const double*, hn::Vec<D> s) {
    return s;
  }
  static double value(double, double, double, double s) { return s; }
  static constexpr bool kReadsA = false, kReadsB = false, kReadsC = false;
};

struct Copy {
  template <class D>
  static HWY_ATTR hn::Vec<D> value(D d, const double*, const double* b, const double*, hn::Vec<D>) {
    return hn::Load(d, b);
  }
  static double value(double, double b, double, double) { return b; }
  static constexpr bool kReadsA = false, kReadsB = true, kReadsC = false;
};

struct Scale {
  template <class D>
  static HWY_ATTR hn::Vec<D> value(D d, const double*, const double* b, const double*, hn::Vec<D> s) {
    return hn::Mul(s, hn::Load(d, b));
  }
  static double value(double, double b, double, double s) { return s * b; }
  static constexpr bool kReadsA = false, kReadsB = true, kReadsC = false;
};

struct Sum {
  template <class D>
  static HWY_ATTR hn::Vec<D> value(D d, const double*, const double* b, const double* c, hn::Vec<D>) {
    return hn::Add(hn::Load(d, b), hn::Load(d, c));
  }
  static double value(double, double b, double c, double) { return b + c; }
  static constexpr bool kReadsA = false, kReadsB = true, kReadsC = true;
};

struct Triad {
  template <class D>
  static HWY_ATTR hn::Vec<D> value(D d, const double*, const double* b, const double* c, hn::Vec<D> s) {
    return hn::MulAdd(s, hn::Load(d, c), hn::Load(d, b));
  }
  static double value(double, double b, double c, double s) { return b + s * c; }
  static constexpr bool kReadsA = false, kReadsB = true, kReadsC = true;
};

struct Update {
  template <class D>
  static HWY_ATTR hn::Vec<D> value(D d, const double* a, const double*, const double*, hn::Vec<D> s) {
    return hn::Mul(s, hn::Load(d, a));
  }
  static double value(double a, double, double, double s) { return s * a; }
  static constexpr bool kReadsA = true, kReadsB = false, kReadsC = false;
};

// Two vectors a step, all loaded before any is stored.
template <class Op, std::size_t kBytes, Stores kStores, Prefetch kPrefetch>
HWY_ATTR std::uint64_t put(const Arrays& arrays, double scalar) {
  const Doubles<kBytes> d;
  const std::size_t n = hn::Lanes(d), step = 2 * n;
  double* a = reinterpret_cast<double*>(arrays.a);
  const double* b = reinterpret_cast<const double*>(arrays.b);
  const double* c = reinterpret_cast<const double*>(arrays.c);
  const auto s = hn::Set(d, scalar);
  std::size_t i = 0;
  for (; i + step <= arrays.words; i += step) {
    if constexpr (Op::kReadsA) prefetch<kPrefetch>(a + i);
    if constexpr (Op::kReadsB) prefetch<kPrefetch>(b + i);
    if constexpr (Op::kReadsC) prefetch<kPrefetch>(c + i);
    const auto low = Op::value(d, a + i, b + i, c + i, s);
    const auto high = Op::value(d, a + i + n, b + i + n, c + i + n, s);
    store<kStores>(low, d, a + i);
    store<kStores>(high, d, a + i + n);
  }
  for (; i < arrays.words; ++i) a[i] = Op::value(a[i], b[i], c[i], scalar);
  if constexpr (kStores == Stores::Streaming) hwy::FlushStream();
  return 0;
}

// Each array as so many streams, a line of each in turns.
template <class Op, std::size_t kBytes, std::size_t kStreams, Stores kStores>
HWY_ATTR std::uint64_t put_streams(const Arrays& arrays, double scalar) {
  const Doubles<kBytes> d;
  const std::size_t n = hn::Lanes(d), step = std::max<std::size_t>(n, kLineWords);
  const std::size_t part = words_of_stream(arrays.words, kStreams);
  double* a = reinterpret_cast<double*>(arrays.a);
  const double* b = reinterpret_cast<const double*>(arrays.b);
  const double* c = reinterpret_cast<const double*>(arrays.c);
  const auto s = hn::Set(d, scalar);
  for (std::size_t i = 0; i < part; i += step)
    for (std::size_t stream = 0; stream < kStreams; ++stream) {
      const std::size_t line = stream * part + i;
      for (std::size_t at = line; at < line + step; at += n)
        store<kStores>(Op::value(d, a + at, b + at, c + at, s), d, a + at);
    }
  for (std::size_t i = kStreams * part; i < arrays.words; ++i) a[i] = Op::value(a[i], b[i], c[i], scalar);
  if constexpr (kStores == Stores::Streaming) hwy::FlushStream();
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

// The variants whose vectors this set has: a wider one would only repeat a narrower one. Where the width is
// known at run time only, 32 bytes are asked for at most; a set without vectors runs those of 16 word by
// word.
template <std::size_t kCount>
struct Variants {
  std::array<StreamVariant, kCount> all{};
  std::size_t count = 0;

  constexpr explicit Variants(const StreamVariant (&wanted)[kCount]) {
    constexpr std::size_t kWidest = HWY_HAVE_SCALABLE ? 32 : std::max(16, HWY_MAX_BYTES);
    for (const StreamVariant& variant : wanted)
      if (variant.width <= kWidest) all[count++] = variant;
  }
  constexpr operator std::span<const StreamVariant>() const { return {all.data(), count}; }
};

constexpr auto kNone = Prefetch::None;
constexpr auto kFetch = Prefetch::Ahead;

constexpr Variants kReads({
    {"4 streams of 32 B", 32, &read_streams<32, kNone>},
    {"4 streams of 64 B", 64, &read_streams<64, kNone>},
    {"4 streams of 64 B, prefetch", 64, &read_streams<64, kFetch>},
    {"4 streams of 32 B, prefetch", 32, &read_streams<32, kFetch>},
    {"3 streams of 32 B", 32, &read_together<32, kNone>},
    {"32 B", 32, &read_apart<32, kNone>},
    {"32 B, prefetch", 32, &read_apart<32, kFetch>},
    {"64 B, lines touched twice", 64, &read_apart<64, kNone, Touch::Twice>},
    {"64 B", 64, &read_apart<64, kNone>},
    {"4 streams of 16 B", 16, &read_streams<16, kNone>},
    {"3 streams of 16 B, prefetch", 16, &read_together<16, kFetch>},
    {"16 B", 16, &read_apart<16, kNone>},
});

// Past the caches first: nobody reads the line that is about to be overwritten.
template <class Op>
constexpr Variants kPuts({
    {"32 B past the caches, prefetch", 32, &put<Op, 32, Stores::Streaming, kFetch>, Stores::Streaming},
    {"32 B past the caches", 32, &put<Op, 32, Stores::Streaming, kNone>, Stores::Streaming},
    {"4 streams of 64 B past the caches", 64, &put_streams<Op, 64, 4, Stores::Streaming>, Stores::Streaming},
    {"4 streams of 32 B past the caches", 32, &put_streams<Op, 32, 4, Stores::Streaming>, Stores::Streaming},
    {"2 streams of 32 B past the caches", 32, &put_streams<Op, 32, 2, Stores::Streaming>, Stores::Streaming},
    {"64 B past the caches, prefetch", 64, &put<Op, 64, Stores::Streaming, kFetch>, Stores::Streaming},
    {"64 B past the caches", 64, &put<Op, 64, Stores::Streaming, kNone>, Stores::Streaming},
    {"32 B", 32, &put<Op, 32, Stores::Regular, kNone>, Stores::Regular},
    {"16 B past the caches, prefetch", 16, &put<Op, 16, Stores::Streaming, kFetch>, Stores::Streaming},
    {"16 B", 16, &put<Op, 16, Stores::Regular, kNone>, Stores::Regular},
});

constexpr Variants kWrites({
    {"4 streams of 32 B past the caches", 32, &put_streams<Write, 32, 4, Stores::Streaming>,
     Stores::Streaming},
    {"4 streams of 64 B past the caches", 64, &put_streams<Write, 64, 4, Stores::Streaming>,
     Stores::Streaming},
    {"8 streams of 32 B past the caches", 32, &put_streams<Write, 32, 8, Stores::Streaming>,
     Stores::Streaming},
    {"32 B past the caches", 32, &put<Write, 32, Stores::Streaming, kNone>, Stores::Streaming},
    {"64 B past the caches", 64, &put<Write, 64, Stores::Streaming, kNone>, Stores::Streaming},
    {"4 streams of 16 B past the caches", 16, &put_streams<Write, 16, 4, Stores::Streaming>,
     Stores::Streaming},
    {"16 B past the caches", 16, &put<Write, 16, Stores::Streaming, kNone>, Stores::Streaming},
    {"32 B", 32, &put<Write, 32, Stores::Regular, kNone>, Stores::Regular},
    {"16 B", 16, &put<Write, 16, Stores::Regular, kNone>, Stores::Regular},
});

// In place the line is in the cache already when it is stored to.
constexpr Variants kUpdates({
    {"32 B", 32, &put<Update, 32, Stores::Regular, kNone>, Stores::Regular},
    {"32 B, prefetch", 32, &put<Update, 32, Stores::Regular, kFetch>, Stores::Regular},
    {"64 B", 64, &put<Update, 64, Stores::Regular, kNone>, Stores::Regular},
    {"16 B", 16, &put<Update, 16, Stores::Regular, kNone>, Stores::Regular},
    {"16 B, prefetch", 16, &put<Update, 16, Stores::Regular, kFetch>, Stores::Regular},
    {"4 streams of 64 B", 64, &put_streams<Update, 64, 4, Stores::Regular>, Stores::Regular},
});

constexpr KernelSet kernel_set(std::string_view target, bool (*runs_here)()) {
  return {target,       runs_here,  kReads,       kWrites,  kPuts<Copy>,
          kPuts<Scale>, kPuts<Sum>, kPuts<Triad>, kUpdates, &fma_f32};
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

#if HWY_TARGETS & HWY_SVE
bool has_sve() { return (getauxval(AT_HWCAP) & HWCAP_SVE) != 0; }
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
#if HWY_TARGETS & HWY_SVE
    N_SVE::kernel_set("SVE", &has_sve),
#endif
    HWY_NAMESPACE::kernel_set(HWY_STATIC_TARGET == HWY_NEON ? "NEON" : "baseline", &everywhere),
};

}  // namespace

std::span<const KernelSet> compiled_kernel_sets() { return kSets; }

const KernelSet& best_kernel_set() {
  const auto runs = [](const KernelSet& set) { return set.runs_here(); };
  return *std::find_if(kSets.begin(), kSets.end() - 1, runs);
}

}  // namespace probellm::bench
#endif  // HWY_ONCE
