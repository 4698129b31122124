#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/measurement.h"

namespace probellm::report {

/// How a curve is drawn: a line that rises to its full height, or its values under the places that they are
/// at.
enum class Drawing { Saturation, Values };

/// Measurements of one id, or of ids with one beginning (ending in '.'), that differ in where they lie.
struct Curve {
  std::string_view id;
  std::string_view title;
  /// What its columns are: a key of `at`, "threads", or "type" for the rest of the id.
  std::string_view across;
  Drawing drawing = Drawing::Values;
  /// True where every column counts, as in a matrix; else some are left out where a line is too narrow.
  bool needs_all = false;
  /// The id of what its values are shares of; empty where that says nothing.
  std::string_view whole = "";
};

inline constexpr std::array<Curve, 20> kCurves{{
    {core::kMemoryReadByThreads, "read by threads", "threads", Drawing::Saturation},
    {core::kMemoryReadCacheGroup, "read by cache group", "group", Drawing::Values, true},
    {core::kMemoryReadNuma, "read from memory of", "memory_node", Drawing::Values, true},
    {core::kMemoryReadRandom, "read random blocks", "block_bytes", Drawing::Values, false, core::kMemoryRead},
    {core::kMemoryLatency, "latency to memory of", "memory_node", Drawing::Values, true},
    {core::kMemoryLatency, "latency", "working_set_bytes"},
    {core::kBarrierByThreads, "barrier by threads", "threads"},
    {core::kDiskReadRandom, "disk random blocks", "block_bytes", Drawing::Values, false, core::kDiskRead},
    {core::kDecodeExperts, "decode experts", "type", Drawing::Values, true, core::kMemoryRead},
    {core::kDecodeLongRows, "decode long rows", "type", Drawing::Values, true},
    {core::kDecodeHeads, "decode heads", "type", Drawing::Values, true},
    {core::kDecodeLayer, "decode layer", "type", Drawing::Values, true},
    {core::kDecodeAttention, "decode attention", "depth_tokens"},
    {core::kPrefillMatmul, "prefill", "batch"},
    {"vram.gather", "VRAM random blocks", "block_bytes", Drawing::Values, true, core::kVramRead},
    {"vram.gemv.", "VRAM times a vector", "type", Drawing::Values, true, core::kVramRead},
    {"vram.upload.numa", "upload from node", "memory_node", Drawing::Values, true},
    {"vram.download.numa", "download to node", "memory_node", Drawing::Values, true},
    {"vram.peer", "copies to GPU", "to_device", Drawing::Values, true},
    {"opencl.gather", "OpenCL random blocks", "block_bytes", Drawing::Values, true, "opencl.read"},
}};

/// The curve that a row lies on, or nullptr.
const Curve* curve_of(const core::Measurement& row);

/// What an id has beyond its curve's, with a space before; empty where they are one.
std::string suffix_of(const Curve& curve, const core::Measurement& row);

/// A line of a curve: what tells it from the others (may be empty), and its row of each column, nullptr where
/// there is none.
struct Line {
  std::string name;
  std::vector<const core::Measurement*> rows;
};

/// A curve's points: columns in order of place (types as they come), lines as they come.
struct Grid {
  std::vector<std::string> columns;
  std::vector<Line> lines;
};

/// The rows with a number that lie on a curve, laid out.
Grid grid_of(const Curve& curve, const core::Measurements& measurements);

}  // namespace probellm::report
