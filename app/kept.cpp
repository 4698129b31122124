#include "app/kept.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "app/saved.h"

namespace probellm::app {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;

constexpr std::string_view kPrefix = "rehearsal-";

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::vector<fs::path> kept_files(const Options& options) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(kept_folder(options), error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with(kPrefix) && name.ends_with(".json")) files.push_back(entry->path());
  }
  return files;
}

}  // namespace

std::string kept_folder(const Options& options) {
  if (!options.state_dir.empty()) return options.state_dir;
  if (const auto state = from_environment("XDG_STATE_HOME"); !state.empty()) return state + "/probe-llm";
  if (const auto home = from_environment("HOME"); !home.empty()) return home + "/.local/state/probe-llm";
  return "";
}

core::Result<std::string> keep(const Options& options, const core::Document& document) {
  const std::string folder = kept_folder(options);
  if (folder.empty()) return Error{ErrorKind::NotFound, "no folder to keep it in: name one with --state"};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Error{ErrorKind::Failed, folder + ": " + error.message()};
  const core::Rehearsal& r = *document.rehearsal;
  const fs::path path =
      fs::path(folder) / (std::string(kPrefix) + r.model + "-" + r.quant + "-" + r.engine + ".json");
  const fs::path part = path.string() + ".part";
  std::ofstream file(part, std::ios::binary);
  file << core::to_json(document);
  file.close();
  if (!file) return Error{ErrorKind::Failed, part.string() + ": can't be written"};
  fs::rename(part, path, error);
  if (error) return Error{ErrorKind::Failed, path.string() + ": " + error.message()};
  return path.string();
}

std::optional<core::Rehearsal> kept_rehearsal(const Options& options, const core::Machine& machine,
                                              const std::string& engine) {
  std::optional<core::Rehearsal> newest;
  for (const fs::path& path : kept_files(options)) {
    const auto document = load_document(path.string());
    if (!document || !document->rehearsal || !document->rehearsal->residual) continue;
    const core::Rehearsal& r = *document->rehearsal;
    const bool is_of_here = machine.cpu.model && r.cpu == *machine.cpu.model && r.engine == engine;
    if (is_of_here && (!newest || r.done_at > newest->done_at)) newest = r;
  }
  return newest;
}

core::Result<int> forget(const Options& options) {
  int count = 0;
  for (const fs::path& path : kept_files(options)) {
    std::error_code error;
    if (!fs::remove(path, error)) return Error{ErrorKind::Failed, path.string() + ": " + error.message()};
    ++count;
  }
  return count;
}

}  // namespace probellm::app
