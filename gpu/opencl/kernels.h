#pragma once

namespace probellm::gpu::opencl {

/// The kernels, with a global pointer and a count of 64-byte vectors for each array, which always are whole.
/// `_turns` and `_parts` are the two ways to share out; word_at is gpu::word_at.
inline constexpr const char* kKernels = R"(
uint word_at(uint array, uint index) {
  uint x = (index & 0xffffffu) + array * 0x9e3779b9u;
  x = (x ^ (x >> 16)) * 0x7feb352du;
  x = (x ^ (x >> 15)) * 0x846ca68bu;
  return (x ^ (x >> 16)) & 0xbfbfbfbfu;
}
kernel void fill(global uint* a, ulong words, uint array) {
  for (ulong i = get_global_id(0); i < words; i += get_global_size(0)) a[i] = word_at(array, (uint)i);
}
uint total4(uint4 s) { return s.x + s.y + s.z + s.w; }
uint total16(uint16 s) { return total4(s.lo.lo) + total4(s.lo.hi) + total4(s.hi.lo) + total4(s.hi.hi); }

// On a GPU neighbours read neighbouring 16 bytes, four in flight each.
kernel void read_turns(global const uint4* a, ulong vectors, global uint* sums) {
  ulong n = vectors * 4, step = get_global_size(0), i = get_global_id(0);
  uint4 s = 0, t = 0, u = 0, v = 0;
  for (; i + 3 * step < n; i += 4 * step) { s += a[i]; t += a[i + step]; u += a[i + 2 * step]; v += a[i + 3 * step]; }
  for (; i < n; i += step) s += a[i];
  sums[get_global_id(0)] = total4(s + t + u + v);
}
kernel void copy_turns(global const uint4* a, global uint4* c, ulong vectors) {
  for (ulong i = get_global_id(0); i < vectors * 4; i += get_global_size(0)) c[i] = a[i];
}
kernel void triad_turns(global const uint4* a, global const uint4* b, global uint4* c, ulong vectors) {
  for (ulong i = get_global_id(0); i < vectors * 4; i += get_global_size(0)) c[i] = a[i] + 3u * b[i];
}

#define PART ulong each = (vectors + get_global_size(0) - 1) / get_global_size(0); \
  ulong begin = min(get_global_id(0) * each, vectors), end = min(begin + each, vectors)
// Four streams keep more lines in flight than one.
uint16 sum_part(global const uint16* a, ulong begin, ulong end) {
  uint16 s = 0, t = 0, u = 0, v = 0;
  ulong q = (end - begin) / 4;
  global const uint16* b = a + begin;
  for (ulong i = 0; i < q; ++i) { s += b[i]; t += b[i + q]; u += b[i + 2 * q]; v += b[i + 3 * q]; }
  for (ulong i = 4 * q; i < end - begin; ++i) s += b[i];
  return s + t + u + v;
}
kernel void read_parts(global const uint16* a, ulong vectors, global uint* sums) {
  PART;
  sums[get_global_id(0)] = total16(sum_part(a, begin, end));
}
kernel void copy_parts(global const uint16* a, global uint16* c, ulong vectors) {
  PART;
  for (ulong i = begin; i < end; ++i) c[i] = a[i];
}
kernel void triad_parts(global const uint16* a, global const uint16* b, global uint16* c, ulong vectors) {
  PART;
  for (ulong i = begin; i < end; ++i) c[i] = a[i] + 3u * b[i];
}

// All items read each block together, block after block, as an expert's matrix is read.
kernel void gather_turns(global const uint4* a, global const ulong* offsets, uint blocks, ulong vectors, global uint* sums) {
  uint4 s = 0, t = 0;
  for (uint k = 0; k < blocks; ++k) {
    global const uint4* b = a + offsets[k] / 16;
    ulong n = vectors * 4, step = get_global_size(0), i = get_global_id(0);
    for (; i + step < n; i += 2 * step) { s += b[i]; t += b[i + step]; }
    for (; i < n; i += step) s += b[i];
  }
  sums[get_global_id(0)] = total4(s + t);
}
kernel void gather_parts(global const uint16* a, global const ulong* offsets, uint blocks, ulong vectors, global uint* sums) {
  PART;
  uint16 s = 0;
  for (uint k = 0; k < blocks; ++k) {
    s += sum_part(a + offsets[k] / 64, begin, end);
  }
  sums[get_global_id(0)] = total16(s);
}
)";

}  // namespace probellm::gpu::opencl
