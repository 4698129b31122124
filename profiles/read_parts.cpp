#include "profiles/read_parts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace probellm::profiles {
namespace {

constexpr double kMostNumber = 1e6;
constexpr double kMega = 1e6;

template <class Entry>
void put(std::vector<Entry>& entries, Entry entry, std::string Entry::*name) {
  const auto same =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.*name == entry.*name; });
  if (same != entries.end())
    *same = std::move(entry);
  else
    entries.push_back(std::move(entry));
}

core::Bytes gib(double value) { return {std::llround(value * static_cast<double>(core::kGiB))}; }

std::vector<double> transfers(const TomlFields& fields, const char* key = "mts") {
  std::vector<double> all = fields.numbers(key, kMostNumber);
  for (double& each : all) each *= kMega;
  return all;
}

void read_gpu(const TomlFields& fields, Catalog& catalog) {
  core::GpuSpec gpu;
  gpu.name = fields.text("name");
  gpu.vendor = fields.text("vendor");
  gpu.bandwidth = {fields.number("gb_s", kMostNumber) * core::kGB};
  if (fields.has("tflops"))
    gpu.matrix_rate = core::FlopsPerSecond{fields.number("tflops", kMostNumber) * 1e12};
  if (fields.has("gib")) gpu.memory = gib(fields.number("gib", kMostNumber));
  put(catalog.gpus, std::move(gpu), &core::GpuSpec::name);
}

/// What the members of a family share, by the family's name.
struct Family {
  core::CpuSpec shared;
  std::optional<double> read_gb_s_per_die;
};

Family read_family(const TomlFields& fields) {
  Family family;
  core::CpuSpec& cpu = family.shared;
  cpu.family = fields.text("name");
  cpu.vendor = fields.text("vendor");
  cpu.words = fields.text("words");
  cpu.memory_type = fields.text("type");
  cpu.channels = static_cast<int>(fields.optional_whole("channels", 1, 64));
  cpu.transfers_per_second = transfers(fields);
  if (fields.has("mrdimm_mts")) cpu.mrdimm_transfers_per_second = transfers(fields, "mrdimm_mts");
  cpu.sockets = static_cast<int>(fields.whole("sockets", 1, 64));
  cpu.isa = fields.optional_texts("isa");
  cpu.pcie_generation = static_cast<int>(fields.optional_whole("pcie", 0, 9));
  cpu.pcie_lanes = static_cast<int>(fields.optional_whole("lanes", 0, 1024));
  if (fields.has("read_gb_s_per_die"))
    family.read_gb_s_per_die = fields.number("read_gb_s_per_die", kMostNumber);
  cpu.source = fields.text("source");
  return family;
}

void read_cpu(const TomlFields& fields, const std::vector<Family>& families, Catalog& catalog) {
  const std::string name = fields.text("family");
  const auto family = std::find_if(families.begin(), families.end(),
                                   [&](const Family& each) { return each.shared.family == name; });
  if (family == families.end()) return fields.expected("family", "one of `family`");
  core::CpuSpec cpu = family->shared;
  cpu.name = fields.text("name");
  cpu.cores = static_cast<int>(fields.optional_whole("cores", 1, 1 << 12));
  if (fields.has("type")) cpu.memory_type = fields.text("type");
  if (fields.has("channels") || cpu.channels == 0)
    cpu.channels = static_cast<int>(fields.whole("channels", 1, 64));
  if (fields.has("mts")) cpu.transfers_per_second = transfers(fields);
  if (fields.has("mrdimm_mts")) cpu.mrdimm_transfers_per_second = transfers(fields, "mrdimm_mts");
  if (fields.has("sockets")) cpu.sockets = static_cast<int>(fields.whole("sockets", 1, 64));
  const std::int64_t dies = fields.optional_whole("dies", 0, 64);
  const auto per_die = fields.has("read_gb_s_per_die")
                           ? std::optional(fields.number("read_gb_s_per_die", kMostNumber))
                           : family->read_gb_s_per_die;
  if (dies > 0 && per_die)
    cpu.read_limit = core::BytesPerSecond{static_cast<double>(dies) * *per_die * core::kGB};
  put(catalog.cpus, std::move(cpu), &core::CpuSpec::name);
}

void read_kit(const TomlFields& fields, Catalog& catalog) {
  core::Kit kit;
  kit.name = fields.text("name");
  kit.aliases = fields.optional_texts("aliases");
  kit.count = static_cast<int>(fields.whole("count", 1, 1024));
  kit.each = gib(fields.number("gib_each", kMostNumber));
  kit.type = fields.text("type");
  kit.transfers_per_second = fields.number("mts", kMostNumber) * kMega;
  kit.ranks = fields.optional_text("ranks");
  kit.is_registered = fields.optional_flag("registered");
  kit.platforms = fields.optional_texts("for");
  kit.source = fields.text("source");
  put(catalog.kits, std::move(kit), &core::Kit::name);
}

void read_platform(const TomlFields& fields, Catalog& catalog) {
  core::Platform platform;
  platform.id = fields.text("id");
  platform.name = fields.text("name");
  platform.sockets = static_cast<int>(fields.whole("sockets", 1, 64));
  platform.cpu_families = fields.optional_texts("families");
  platform.channels_per_socket = static_cast<int>(fields.whole("channels_per_socket", 1, 64));
  platform.slots_per_channel = static_cast<int>(fields.whole("slots_per_channel", 0, 8));
  platform.types = fields.optional_texts("types");
  for (const bool registered : fields.optional_flags("registered"))
    (registered ? platform.takes_registered : platform.takes_unregistered) = true;
  if (fields.has("mts")) platform.transfers_per_second = transfers(fields);
  if (fields.has("max_gib")) platform.most_memory = gib(fields.number("max_gib", kMostNumber));
  platform.source = fields.text("source");
  put(catalog.platforms, std::move(platform), &core::Platform::id);
}

void read_class(const TomlFields& fields, Catalog& catalog) {
  put(catalog.classes,
      core::MemoryClass{fields.text("name"), fields.text("machine"), fields.number("claimed", kMostNumber)},
      &core::MemoryClass::name);
}

}  // namespace

void read_parts(const TomlFields& root, std::string_view file, Catalog& catalog) {
  std::vector<Family> families;
  for (const TomlFields& family : root.tables("family")) families.push_back(read_family(family));
  for (const TomlFields& cpu : root.tables("cpu")) read_cpu(cpu, families, catalog);
  for (const TomlFields& gpu : root.tables("gpu")) read_gpu(gpu, catalog);
  for (const TomlFields& kit : root.tables("kit")) read_kit(kit, catalog);
  for (const TomlFields& memory : root.tables("class")) read_class(memory, catalog);
  if (file == "platforms.toml")
    for (const TomlFields& platform : root.tables("platform")) read_platform(platform, catalog);
}

bool has_parts(std::string_view file) {
  constexpr std::array<std::string_view, 5> kFiles{"gpus.toml", "cpus.toml", "kits.toml", "platforms.toml",
                                                   "classes.toml"};
  return std::find(kFiles.begin(), kFiles.end(), file) != kFiles.end();
}

}  // namespace probellm::profiles
