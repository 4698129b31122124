#include "profiles/machine_toml.h"

#include <string>
#include <vector>

#include "profiles/machine_spec.h"
#include "profiles/toml_fields.h"
#include "profiles/toml_file.h"

namespace probellm::profiles {
namespace {

/// A part and the key that it is written at.
struct Written {
  const char* key;
  std::string part;
};

std::vector<Written> parts_in(const TomlFields& root) {
  std::vector<Written> parts{{"cpu", root.text("cpu")}, {"memory", root.text("memory")}};
  for (std::string& gpu : root.optional_texts("gpus")) parts.push_back({"gpus", std::move(gpu)});
  if (root.has("disk")) parts.push_back({"disk", root.text("disk")});
  for (const auto& [key, part] : parts)
    if (part.find(',') != std::string::npos) root.expected(key, "one part, without a comma");
  return parts;
}

/// The key of the part that a complaint quotes.
const char* key_of(const std::vector<Written>& parts, const std::string& complaint) {
  for (const auto& [key, part] : parts)
    if (complaint.find("\"" + part + "\"") != std::string::npos) return key;
  return parts.front().key;
}

}  // namespace

core::Result<core::MachineSpec> parse_machine_toml(std::string_view text, std::string_view file,
                                                   const Catalog& catalog) {
  constexpr double kMostRead = 1e6;
  const auto table = parse_toml(text, file);
  if (!table) return table.error();
  std::string problem;
  const TomlFields root(*table, file, problem);
  root.only({"name", "cpu", "memory", "gpus", "disk", "read_gb_s", "read_source"});
  const std::string name = root.optional_text("name");
  const auto parts = parts_in(root);
  std::optional<core::BytesPerSecond> read;
  if (root.has("read_gb_s")) read = core::BytesPerSecond{root.number("read_gb_s", kMostRead) * core::kGB};
  const std::string source = read ? root.text("read_source") : "";
  if (!problem.empty()) return core::Error{core::ErrorKind::Malformed, problem};
  std::string line;
  for (const Written& written : parts) line += (line.empty() ? "" : ", ") + written.part;
  auto spec = parse_machine_spec(line, catalog);
  if (!spec) {
    const std::string& complaint = spec.error().what;
    return core::Error{spec.error().kind, root.place(key_of(parts, complaint)) + ": " + complaint};
  }
  if (!name.empty()) spec.value().text = name;
  spec.value().read = read;
  spec.value().read_source = source;
  return spec;
}

}  // namespace probellm::profiles
