#include "app/saved.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "planner/machine.h"
#include "planner/slots.h"
#include "probe/memory/smbios.h"
#include "profiles/complete.h"
#include "profiles/machine_spec.h"
#include "profiles/machine_toml.h"
#include "profiles/prices.h"

namespace probellm::app {
namespace {

using core::Document;
using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::size_t kMostBytes = 64u << 20;

/// Puts the place in front of what is wrong.
template <class T>
Result<T> placed(const std::string& place, Result<T> result) {
  if (result) return result;
  return Error{result.error().kind, place + ": " + result.error().what};
}

std::string names_of(const profiles::Catalog& catalog) {
  std::string names;
  for (const profiles::NamedMachine& machine : catalog.machines)
    names += (names.empty() ? "" : ", ") + machine.name;
  return names;
}

/// A machine that is only described.
Result<Document> specified(const core::MachineSpec& spec) {
  auto machine = planner::machine_of(spec);
  if (!machine) return machine.error();
  planner::put_into_slots(machine.value().machine.memory, *spec.memory, machine->running, spec.sockets);
  Document document;
  document.machine = std::move(machine.value().machine);
  document.measurements = std::move(machine.value().measurements);
  return document;
}

Result<Document> find_document(const std::string& file_or_name, const profiles::Catalog& catalog) {
  for (const profiles::NamedMachine& machine : catalog.machines)
    if (machine.name == file_or_name) return placed(file_or_name, core::parse_document(machine.json));
  if (const auto spec = described_machine(file_or_name, catalog)) {
    if (!*spec) return spec->error();
    return specified(**spec);
  }
  Result<Document> document = load_document(file_or_name);
  if (!document && document.error().kind == ErrorKind::NotFound)
    return Error{ErrorKind::NotFound,
                 fmt::format("{}; machines known by name are {}", document.error().what, names_of(catalog))};
  return document;
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return Error{ErrorKind::Failed, path + ": is a folder, expected a file"};
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorKind::NotFound, fmt::format("{}: {}", path, std::strerror(errno))};
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMostBytes) return Error{ErrorKind::Malformed, path + ": larger than 64 MiB"};
  return text;
}

std::optional<Result<core::MachineSpec>> described_machine(const std::string& text,
                                                           const profiles::Catalog& catalog) {
  std::error_code error;
  const bool is_file = std::filesystem::exists(text, error);
  if (is_file && text.ends_with(".toml")) {
    const auto written = read_file(text);
    if (!written) return written.error();
    return profiles::parse_machine_toml(*written, text, catalog);
  }
  if (is_file || !profiles::looks_like_a_machine(text, catalog)) return std::nullopt;
  auto spec = profiles::parse_machine_spec(text, catalog);
  if (spec) return spec;
  return Error{spec.error().kind, "--machine " + spec.error().what};
}

Result<core::Prices> load_prices(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return text.error();
  return profiles::parse_prices(*text, file);
}

Result<Document> load_document(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return text.error();
  return placed(path, core::parse_document(*text));
}

Result<Document> load_machine(const std::string& file_or_name, const profiles::Catalog& catalog) {
  Result<Document> document = find_document(file_or_name, catalog);
  if (!document) return Error{document.error().kind, "--machine " + document.error().what};
  if (!document->machine)
    return Error{ErrorKind::Malformed,
                 fmt::format("--machine {}: machine: expected an object", file_or_name)};
  if (!document->machine->memory.total)
    return Error{ErrorKind::Malformed,
                 fmt::format("--machine {}: machine.memory.total_bytes: expected a number", file_or_name)};
  profiles::complete(*document.value().machine, catalog);
  return document;
}

Result<core::Measurements> load_measurements(const std::string& file) {
  const Result<Document> document = load_document(file);
  if (!document) return Error{document.error().kind, "--measurements " + document.error().what};
  if (!document->measurements)
    return Error{ErrorKind::Malformed, fmt::format("--measurements {}: measurements: expected a list", file)};
  return *document->measurements;
}

Result<Options> with_dmi_table(Options options) {
  if (options.dmi_file.empty()) return options;
  const auto text = read_file(options.dmi_file);
  if (!text) return Error{text.error().kind, "--dmi-file " + text.error().what};
  const auto slots = probe::parse_smbios_memory(*text);
  if (!slots)
    return Error{ErrorKind::Malformed, "--dmi-file " + options.dmi_file + ": " + slots.error().what};
  options.dmi_table = *text;
  return options;
}

}  // namespace probellm::app
