#include "profiles/machine_spec.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <string>
#include <utility>

#include "core/letters.h"
#include "profiles/complete.h"
#include "profiles/letters.h"

namespace probellm::profiles {
namespace {

using core::Error;
using core::ErrorKind;
using core::MachineSpec;

constexpr int kMostOfAnything = 1024;
constexpr std::array kModuleSizes{4, 8, 16, 24, 32, 48, 64, 96, 128, 192, 256};
constexpr std::array<std::string_view, 8> kTypes{"DDR3",   "DDR4",    "DDR5",  "LPDDR4X",
                                                 "LPDDR5", "LPDDR5X", "LPDDR", "MRDIMM"};

Error wrong(std::string_view part, const std::string& why) {
  return {ErrorKind::Malformed, "\"" + std::string(part) + "\": " + why};
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t comma = std::min(text.find(',', begin), text.size());
    if (auto part = trimmed(text.substr(begin, comma - begin)); !part.empty())
      parts.push_back(std::move(part));
    begin = comma + 1;
  }
  return parts;
}

/// A count in front, as "24x32GB" or "2 x EPYC 9355", and the rest.
struct Counted {
  int count = 1;
  bool is_written = false;
  std::string rest;
};

Counted counted(const std::string& part) {
  static const std::regex kCount(R"(^(\d{1,4})\s*[xX]\s*(.*)$)");
  std::smatch match;
  if (!std::regex_match(part, match, kCount)) return {1, false, part};
  return {std::stoi(match[1]), true, match[2]};
}

std::string nearest(const std::string& name, const Catalog& catalog) {
  std::string best;
  std::size_t least = 1000;
  const auto look_at = [&](const std::string& known) {
    const std::size_t now = core::letters_apart(raised(name), raised(known));
    if (now < least) best = known, least = now;
  };
  for (const core::CpuSpec& cpu : catalog.cpus) look_at(cpu.name);
  for (const core::GpuSpec& gpu : catalog.gpus) look_at(gpu.name);
  // A third of it changed is another word.
  return least <= std::max<std::size_t>(2, name.size() / 3) ? best : "";
}

core::Result<bool> read_memory(const std::string& part, MachineSpec& spec) {
  static const std::regex kMemory(
      R"(^(\d{1,5})\s*Gi?B(?:\s+([A-Za-z]+\d?[A-Za-z]*))?(?:[- ](\d{3,5}))?(?:\s*MT/s)?$)",
      std::regex::icase);
  const Counted modules = counted(part);
  std::smatch match;
  if (!std::regex_match(modules.rest, match, kMemory)) return false;
  if (spec.memory) return wrong(part, "memory is stated twice");
  core::Modules memory;
  memory.count = modules.count;
  const int each = std::stoi(match[1]);
  memory.each = {each * core::kGiB};
  memory.type = raised(match[2].str());
  if (!memory.type.empty() && std::find(kTypes.begin(), kTypes.end(), memory.type) == kTypes.end())
    return wrong(part,
                 "no memory type " + memory.type + " is known; DDR3, DDR4, DDR5, LPDDR5X and MRDIMM are");
  if (match[3].matched) memory.transfers_per_second = std::stod(match[3]) * 1e6;
  if (modules.is_written && std::find(kModuleSizes.begin(), kModuleSizes.end(), each) == kModuleSizes.end())
    return wrong(part, "no module has " + std::to_string(each) +
                           " GB; they have 4, 8, 16, 24, 32, 48, 64, 96, 128, 192 or 256");
  if (memory.count < 1 || memory.count > kMostOfAnything) return wrong(part, "expected 1 to 1024 modules");
  if (!modules.is_written) memory.count = 0;
  spec.memory = memory;
  return true;
}

core::Result<bool> read_disk(const std::string& part, MachineSpec& spec) {
  static const std::regex kDisk(R"(^(NVMe|SSD|HDD)(?:\s+([\d.]{1,6})\s*TB)?(?:\s+([\d.]{1,6})\s*GB/s)?$)",
                                std::regex::icase);
  std::smatch match;
  if (!std::regex_match(part, match, kDisk)) return false;
  if (spec.disk) return wrong(part, "a disk is stated twice");
  core::DiskSpec disk;
  disk.kind = lowered(match[1].str());
  if (match[2].matched)
    disk.size = core::Bytes{std::llround(std::strtod(match[2].str().c_str(), nullptr) * 1e12)};
  if (match[3].matched)
    disk.read = core::BytesPerSecond{std::strtod(match[3].str().c_str(), nullptr) * core::kGB};
  spec.disk = disk;
  return true;
}

/// "RTX 3090 48GB": a size behind the name is each card's.
core::Result<bool> read_gpu(const Counted& part, const core::GpuSpec& spec, MachineSpec& machine) {
  static const std::regex kSize(R"(.*\s(\d{1,4})\s*Gi?B$)", std::regex::icase);
  if (part.count < 1 || part.count > 64) return wrong(part.rest, "expected 1 to 64 GPUs");
  std::smatch match;
  core::GpuSet set{part.count, spec, {}};
  if (std::regex_match(part.rest, match, kSize)) set.memory = core::Bytes{std::stoi(match[1]) * core::kGiB};
  machine.gpus.push_back(std::move(set));
  return true;
}

core::Result<bool> read_cpu(const Counted& part, const core::CpuSpec& spec, MachineSpec& machine) {
  if (!machine.cpu.name.empty()) return wrong(part.rest, "a CPU is stated twice");
  if (part.count < 1 || part.count > spec.sockets)
    return wrong(std::to_string(part.count) + "x " + part.rest,
                 spec.words + " goes into boards of up to " + std::to_string(spec.sockets) +
                     (spec.sockets == 1 ? " socket" : " sockets"));
  machine.sockets = part.count;
  machine.cpu = spec;
  return true;
}

core::Result<bool> read_part(const std::string& part, const Catalog& catalog, MachineSpec& spec) {
  for (const auto read : {&read_memory, &read_disk}) {
    const auto done = read(part, spec);
    if (!done || *done) return done;
  }
  const Counted named = counted(part);
  const core::CpuSpec* cpu = find_cpu(catalog, named.rest);
  const core::GpuSpec* gpu = find_gpu(catalog, named.rest);
  const bool is_gpu = gpu != nullptr && (cpu == nullptr || gpu->name.size() > cpu->name.size());
  if (is_gpu) return read_gpu(named, *gpu, spec);
  if (cpu != nullptr) return read_cpu(named, *cpu, spec);
  const std::string near = nearest(named.rest, catalog);
  return wrong(part, "no CPU, GPU, memory or disk is known by that" +
                         (near.empty() ? "; see docs/machine-spec.md" : "; the nearest is " + near));
}

}  // namespace

bool looks_like_a_machine(std::string_view text, const Catalog& catalog) {
  static const std::regex kCounted(R"(^\d{1,4}\s*[xX]\s*\S.*$)");
  return text.find(',') != std::string_view::npos || std::regex_match(std::string(text), kCounted) ||
         find_cpu(catalog, text) != nullptr;
}

core::Result<MachineSpec> parse_machine_spec(std::string_view text, const Catalog& catalog) {
  constexpr std::size_t kLongest = 1000;
  if (text.size() > kLongest) return Error{ErrorKind::Malformed, "longer than a machine in a line is"};
  MachineSpec spec;
  spec.text = trimmed(text);
  for (const std::string& part : parts_of(text))
    if (const auto done = read_part(part, catalog, spec); !done) return done.error();
  if (spec.cpu.name.empty())
    return Error{ErrorKind::Malformed, "\"" + spec.text + "\": expected a CPU, as 2x EPYC 9355"};
  if (!spec.memory)
    return Error{ErrorKind::Malformed, "\"" + spec.text + "\": expected memory, as 24x32GB DDR5-6400"};
  return spec;
}

}  // namespace probellm::profiles
