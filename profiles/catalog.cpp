#include "profiles/catalog.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "profiles/embedded.h"
#include "profiles/letters.h"
#include "profiles/read_profile.h"

namespace probellm::profiles {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;

template <class Entry>
const Entry* find_entry(const std::vector<Entry>& entries, std::string_view name) {
  const auto is_named = [&](const Entry& entry) {
    const auto is_same = [&](const std::string& word) { return lowered(word) == lowered(name); };
    return is_same(entry.id) || std::any_of(entry.aliases.begin(), entry.aliases.end(), is_same);
  };
  const auto found = std::find_if(entries.begin(), entries.end(), is_named);
  return found == entries.end() ? nullptr : &*found;
}

/// The regular files below a folder, relative to it and sorted, so that quants.toml doesn't depend on the
/// disk's order.
core::Result<std::vector<std::string>> files_below(const std::string& dir) {
  std::error_code error;
  std::vector<std::string> names;
  fs::recursive_directory_iterator entry(dir, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
    if (entry->is_regular_file(error))
      names.push_back(fs::relative(entry->path(), dir, error).generic_string());
  if (error) return Error{ErrorKind::NotFound, "profiles folder " + dir + ": " + error.message()};
  std::sort(names.begin(), names.end());
  return names;
}

core::Result<std::string> text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return Error{ErrorKind::Failed, path + ": can't be read"};
  return text.str();
}

struct ProfileText {
  std::string name;
  std::string text;
};

/// Reads what stands on another entry after what doesn't.
std::string add_all(std::vector<ProfileText> profiles, Catalog& catalog) {
  const auto stands_alone = [](const ProfileText& profile) {
    return profile.text.find("\nlike = ") == std::string::npos;
  };
  std::stable_partition(profiles.begin(), profiles.end(), stands_alone);
  for (const ProfileText& profile : profiles)
    if (const auto problem = read_profile(profile.name, profile.text, catalog); !problem.empty())
      return problem;
  return "";
}

std::string add_folder(const std::string& dir, Catalog& catalog) {
  const auto names = files_below(dir);
  if (!names) return names.error().what;
  std::vector<ProfileText> profiles;
  for (const std::string& name : *names) {
    auto text = text_of(dir + "/" + name);
    if (!text) return text.error().what;
    profiles.push_back({name, std::move(text.value())});
  }
  const std::string problem = add_all(std::move(profiles), catalog);
  return problem.empty() ? "" : dir + "/" + problem;
}

}  // namespace

core::Result<Catalog> load_catalog(const std::string& extra_dir) {
  Catalog catalog;
  std::vector<ProfileText> embedded;
  for (const EmbeddedFile& file : embedded_files())
    embedded.push_back({std::string(file.name), std::string(file.text)});
  std::string problem = add_all(std::move(embedded), catalog);
  if (problem.empty() && !extra_dir.empty()) problem = add_folder(extra_dir, catalog);
  if (!problem.empty()) return Error{ErrorKind::Malformed, problem};
  return catalog;
}

const core::Model* find_model(const Catalog& catalog, std::string_view name) {
  return find_entry(catalog.models, name);
}

const core::Quant* find_quant(const Catalog& catalog, std::string_view name) {
  return find_entry(catalog.quants, name);
}

const core::Engine* find_engine(const Catalog& catalog, std::string_view name) {
  return find_entry(catalog.engines, name);
}

const core::TensorType* find_type(const Catalog& catalog, std::string_view id) {
  for (const core::TensorType& type : catalog.types)
    if (type.id == id) return &type;
  return nullptr;
}

}  // namespace probellm::profiles
