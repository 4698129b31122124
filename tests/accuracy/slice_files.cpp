#include "tests/accuracy/slice_files.h"

#include <atomic>
#include <cstdio>
#include <fstream>

#include "gguf/writer.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLeftFree = core::kGiB;

std::int64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  for (std::int64_t kib = 0; file >> name;) {
    if (name == "MemAvailable:" && file >> kib) return kib * core::kKiB;
  }
  return 0;
}

}  // namespace

std::nullopt_t refuse(const std::string& reason) {
  std::fprintf(stderr, "%s\n", reason.c_str());
  return std::nullopt;
}

std::optional<SliceFile> write_slice(const fs::path& folder, const std::string& name,
                                     const core::Model& model, const gguf::Slice& slice) {
  const auto file = gguf::plan_slice(model, slice);
  if (!file) return refuse(file.error().what);
  const core::Bytes bytes = gguf::stored_bytes(*file);
  // The page cache holds it once, and an engine that rearranges weights a second time.
  if (static_cast<std::int64_t>(fs::space(folder).available) < bytes.value + kLeftFree)
    return refuse(name + " needs more free space in " + folder.string());
  if (available_memory() < 2 * bytes.value + kLeftFree) return refuse(name + " needs more free memory");
  const fs::path path = folder / (name + ".gguf");
  const std::atomic<bool> stop{false};
  const auto written = gguf::write_new(path.string(), *file, stop);
  if (!written) return refuse(written.error().what);
  return SliceFile{path, gguf::read_per_token(*file, model.experts_used), bytes};
}

}  // namespace probellm::tests
