// The instruction sets that the decode kernels are compiled for: those of bench/memory/kernels.cpp. To be
// included before Highway. Where vectors have no fixed size, as in SVE and RVV, they can't lie in structs, so
// these are off, and a CPU with SVE runs the kernels for NEON.
#pragma once

#if defined(__x86_64__)
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | (HWY_AVX3 - 1))
#else
#undef HWY_DISABLED_TARGETS
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#if !defined(HWY_COMPILE_ONLY_STATIC)
#define HWY_COMPILE_ONLY_STATIC
#endif
#endif

// Lists {name of the instruction set, `table` of its namespace} for every set in this build, named as in
// bench/memory/kernels.cpp. Without vectors, as on x86-64 before SSE4, the table is empty.
#define PROBELLM_EACH_SET(table) \
  PROBELLM_AVX3(table) PROBELLM_AVX2(table) PROBELLM_SSE4(table) PROBELLM_BASELINE(table)

#include <hwy/detect_targets.h>

#if (HWY_TARGETS & HWY_AVX3) && HWY_STATIC_TARGET != HWY_AVX3
#define PROBELLM_AVX3(table) {"AVX-512", N_AVX3::table},
#else
#define PROBELLM_AVX3(table)
#endif
#if (HWY_TARGETS & HWY_AVX2) && HWY_STATIC_TARGET != HWY_AVX2
#define PROBELLM_AVX2(table) {"AVX2", N_AVX2::table},
#else
#define PROBELLM_AVX2(table)
#endif
#if (HWY_TARGETS & HWY_SSE4) && HWY_STATIC_TARGET != HWY_SSE4
#define PROBELLM_SSE4(table) {"SSE4", N_SSE4::table},
#else
#define PROBELLM_SSE4(table)
#endif
#if defined(__aarch64__)
#define PROBELLM_BASELINE(table) {"SVE", HWY_NAMESPACE::table}, {"NEON", HWY_NAMESPACE::table},
#elif HWY_STATIC_TARGET != HWY_SCALAR
#define PROBELLM_BASELINE(table) {"baseline", HWY_NAMESPACE::table},
#else
#define PROBELLM_BASELINE(table) {"baseline", {}},
#endif
