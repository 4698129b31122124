// Ways to read the arrays. Included once for each instruction set.
#if defined(PROBELLM_READING_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef PROBELLM_READING_INL_H
#undef PROBELLM_READING_INL_H
#else
#define PROBELLM_READING_INL_H
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "bench/memory/kernels.h"

HWY_BEFORE_NAMESPACE();
namespace probellm::bench {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <std::size_t kBytes>
using Words = hn::CappedTag<std::uint64_t, kBytes / 8>;

// Words ahead of the load that a prefetch asks for: 1 KiB, as measured best on Zen 3 and Zen 4.
constexpr std::size_t kAhead = 128;
constexpr std::size_t kLineWords = 8;

enum class Prefetch { None, Ahead };
// A second load of a few bytes on each line: on Zen 4 the prefetcher wants two accesses a line, which one
// 64-byte load doesn't give it.
enum class Touch { Once, Twice };

template <Prefetch kPrefetch>
HWY_ATTR inline void prefetch(const void* place) {
  if constexpr (kPrefetch == Prefetch::Ahead)
    hwy::Prefetch(static_cast<const std::uint64_t*>(place) + kAhead);
}

// Word by word: GCC's own sum of 512 bits adds signed words, which overflow.
template <class D>
HWY_ATTR inline std::uint64_t sum_of(D d, hn::Vec<D> low, hn::Vec<D> high) {
  HWY_ALIGN std::uint64_t words[hn::MaxLanes(D())];
  hn::Store(hn::Add(low, high), d, words);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < hn::Lanes(d); ++i) sum += words[i];
  return sum;
}

// The three arrays at once: three streams keep more lines in flight than one, a sixth more on Zen 3.
template <std::size_t kBytes, Prefetch kPrefetch>
HWY_ATTR std::uint64_t read_together(const Arrays& arrays, double) {
  const Words<kBytes> d;
  const std::size_t n = hn::Lanes(d), step = 2 * n;
  const std::uint64_t* HWY_RESTRICT a = arrays.a;
  const std::uint64_t* HWY_RESTRICT b = arrays.b;
  const std::uint64_t* HWY_RESTRICT c = arrays.c;
  auto a0 = hn::Zero(d), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  std::size_t i = 0;
  for (; i + step <= arrays.words; i += step) {
    prefetch<kPrefetch>(a + i);
    prefetch<kPrefetch>(b + i);
    prefetch<kPrefetch>(c + i);
    a0 = hn::Add(a0, hn::Load(d, a + i));
    a1 = hn::Add(a1, hn::Load(d, a + i + n));
    b0 = hn::Add(b0, hn::Load(d, b + i));
    b1 = hn::Add(b1, hn::Load(d, b + i + n));
    c0 = hn::Add(c0, hn::Load(d, c + i));
    c1 = hn::Add(c1, hn::Load(d, c + i + n));
  }
  std::uint64_t sum = sum_of(d, a0, a1) + sum_of(d, b0, b1) + sum_of(d, c0, c1);
  for (; i < arrays.words; ++i) sum += a[i] + b[i] + c[i];
  return sum;
}

template <std::size_t kBytes, Prefetch kPrefetch, Touch kTouch>
HWY_ATTR std::uint64_t sum_array(const std::uint64_t* HWY_RESTRICT words, std::size_t count) {
  const Words<kBytes> d;
  const std::size_t n = hn::Lanes(d), step = 4 * n;
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  std::uint64_t touched = 0;
  std::size_t i = 0;
  for (; i + step <= count; i += step) {
    for (std::size_t line = 0; line < step; line += kLineWords) {
      prefetch<kPrefetch>(words + i + line);
      if constexpr (kTouch == Touch::Twice)
        touched |= static_cast<const volatile std::uint64_t*>(words)[i + line + 4];
    }
    s0 = hn::Add(s0, hn::Load(d, words + i));
    s1 = hn::Add(s1, hn::Load(d, words + i + n));
    s2 = hn::Add(s2, hn::Load(d, words + i + 2 * n));
    s3 = hn::Add(s3, hn::Load(d, words + i + 3 * n));
  }
  static_cast<void>(touched);
  std::uint64_t sum = sum_of(d, s0, s1) + sum_of(d, s2, s3);
  for (; i < count; ++i) sum += words[i];
  return sum;
}

template <std::size_t kBytes, Prefetch kPrefetch, Touch kTouch = Touch::Once>
HWY_ATTR std::uint64_t read_apart(const Arrays& arrays, double) {
  constexpr auto sum = &sum_array<kBytes, kPrefetch, kTouch>;
  return sum(arrays.a, arrays.words) + sum(arrays.b, arrays.words) + sum(arrays.c, arrays.words);
}

// Words of each stream of an array: an odd number of lines, so that streams don't meet in the same sets of a
// cache.
constexpr std::size_t words_of_stream(std::size_t words, std::size_t streams) {
  const std::size_t lines = words / streams / kLineWords;
  return lines == 0 ? 0 : (lines - 1 + lines % 2) * kLineWords;
}

// The words of one line.
template <class D>
HWY_ATTR inline hn::Vec<D> add_line(D d, hn::Vec<D> sum, const std::uint64_t* words) {
  const std::size_t n = hn::Lanes(d);
  for (std::size_t at = 0; at < std::max(n, kLineWords); at += n) sum = hn::Add(sum, hn::Load(d, words + at));
  return sum;
}

// An array as four streams, a line of each in turns: an eighth more than three arrays at once on Zen 5.
template <std::size_t kBytes, Prefetch kPrefetch>
HWY_ATTR std::uint64_t sum_streams(const std::uint64_t* HWY_RESTRICT words, std::size_t count) {
  const Words<kBytes> d;
  const std::size_t part = words_of_stream(count, 4), step = std::max(hn::Lanes(d), kLineWords);
  auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
  for (std::size_t i = 0; i < part; i += step) {
    const std::uint64_t* line = words + i;
    for (std::size_t stream = 0; stream < 4; ++stream) prefetch<kPrefetch>(line + stream * part);
    s0 = add_line(d, s0, line);
    s1 = add_line(d, s1, line + part);
    s2 = add_line(d, s2, line + 2 * part);
    s3 = add_line(d, s3, line + 3 * part);
  }
  std::uint64_t sum = sum_of(d, s0, s1) + sum_of(d, s2, s3);
  for (std::size_t i = 4 * part; i < count; ++i) sum += words[i];
  return sum;
}

template <std::size_t kBytes, Prefetch kPrefetch>
HWY_ATTR std::uint64_t read_streams(const Arrays& arrays, double) {
  constexpr auto sum = &sum_streams<kBytes, kPrefetch>;
  return sum(arrays.a, arrays.words) + sum(arrays.b, arrays.words) + sum(arrays.c, arrays.words);
}

}  // namespace HWY_NAMESPACE
}  // namespace probellm::bench
HWY_AFTER_NAMESPACE();

#endif
