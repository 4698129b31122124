#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/measurement.h"
#include "report/style.h"

namespace probellm::report {

/// Where tables put a measurement.
enum class Place { Headline, Other };

/// An id and what tables call it.
struct Label {
  std::string_view id;
  std::string_view text;
  Place place = Place::Other;
};

/// The single measurements in the order of tables, headlines first; curves aren't among them.
inline constexpr std::array<Label, 38> kLabels{{
    {core::kMemoryRead, "memory read", Place::Headline},
    {core::kMemoryReadOneThread, "read by one thread", Place::Headline},
    {core::kMemoryWrite, "memory write", Place::Headline},
    {core::kMemoryCopy, "memory copy", Place::Headline},
    {core::kMemoryScale, "memory scale", Place::Headline},
    {core::kMemoryAdd, "memory add", Place::Headline},
    {core::kMemoryTriad, "memory triad", Place::Headline},
    {core::kMemoryUpdate, "memory update", Place::Headline},
    {core::kMemoryReadSmallPages, "read on 4 KiB pages"},
    {core::kMemoryReadFileMapping, "read of a mapped file"},
    {core::kMemoryReadInterleaved, "read interleaved"},
    {core::kBarrier, "thread barrier"},
    {core::kFmaF32, "f32 multiply-add"},
    {core::kDiskRead, "disk read"},
    {core::kVramRead, "VRAM read"},
    {"vram.copy", "VRAM copy"},
    {"vram.triad", "VRAM triad"},
    {core::kUpload, "upload to the GPU"},
    {"vram.download", "download from the GPU"},
    {"vram.both_ways", "both ways at once"},
    {"vram.upload.pageable", "upload, pageable memory"},
    {"vram.download.pageable", "download, pageable"},
    {"vram.read.at_once", "VRAM read, all GPUs"},
    {"vram.upload.at_once", "upload to all GPUs"},
    {core::kMatrixBf16, "GPU matrices, bf16"},
    {"gpu.matmul.int8", "GPU matrices, int8"},
    {"gpu.matmul.fp8", "GPU matrices, fp8"},
    {"gpu.launch", "kernel launch"},
    {"gpu.launch.graph", "kernel launch in a graph"},
    {"gpu.launch.wait", "kernel launch and wait"},
    {"opencl.read", "OpenCL read"},
    {"opencl.copy", "OpenCL copy"},
    {"opencl.triad", "OpenCL triad"},
    {"opencl.upload", "OpenCL upload"},
    {"opencl.download", "OpenCL download"},
}};

/// "memory read", the title of its curve, or the id where it isn't known.
std::string label_of(const core::Measurement& row);

/// Bytes a second as they cross the memory bus; absent where that isn't known to differ.
std::optional<double> bus_rate(const core::Measurement& row);

/// One value of `at` in words: "1 MiB", "2 MiB pages", "node 0"; "key=value" where the key isn't known.
std::string coordinate(std::string_view key, double value);

/// All of `at` in words, with commas between; empty where there is none.
std::string coordinates(const core::Measurement& row);

/// What a grade is painted in.
Tone tone_of(char grade);

}  // namespace probellm::report
