#include "gguf/read_shards.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>

#include "core/plain_text.h"

namespace probellm::gguf {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;

constexpr std::string_view kEnding = ".gguf";
constexpr std::string_view kOf = "-of-";
constexpr std::size_t kDigits = 5;
constexpr std::size_t kNamed = 5;  // models of a folder, in an error

/// A path of the form STEM-00001-of-00013.gguf.
struct ShardName {
  std::string stem;
  int number = 0;
  int count = 0;
};

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

std::optional<ShardName> split_name(std::string_view path) {
  constexpr std::size_t kTail = 1 + kDigits + kOf.size() + kDigits;
  if (!path.ends_with(kEnding)) return std::nullopt;
  path.remove_suffix(kEnding.size());
  if (path.size() <= kTail) return std::nullopt;
  const std::string_view tail = path.substr(path.size() - kTail);
  if (tail.front() != '-' || tail.substr(1 + kDigits, kOf.size()) != kOf) return std::nullopt;
  const auto number = digits(tail.substr(1, kDigits));
  const auto count = digits(tail.substr(kTail - kDigits));
  if (!number || !count || *number < 1 || *number > *count) return std::nullopt;
  return ShardName{std::string(path.substr(0, path.size() - kTail)), *number, *count};
}

std::string five_digits(int number) {
  const std::string text = std::to_string(number);
  return std::string(kDigits - std::min(kDigits, text.size()), '0') + text;
}

std::string path_of(const ShardName& shard, int number) {
  return shard.stem + "-" + five_digits(number) + std::string(kOf) + five_digits(shard.count) +
         std::string(kEnding);
}

core::Result<std::vector<std::string>> all_shards(const std::string& path) {
  const auto shard = split_name(path);
  if (!shard) return std::vector<std::string>{path};
  std::vector<std::string> paths;
  for (int number = 1; number <= shard->count; ++number) {
    paths.push_back(path_of(*shard, number));
    std::error_code problem;
    if (!fs::exists(paths.back(), problem))
      return Error{ErrorKind::NotFound, core::without_controls(paths.back()) + " is missing, part " +
                                            std::to_string(number) + " of the model's " +
                                            std::to_string(shard->count)};
  }
  return paths;
}

/// Whether a file of a model's folder is the model, and not its vision half or calibration data.
bool may_be_model(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(kEnding) && !name.starts_with(".") && name.find("mmproj") == std::string::npos &&
         !name.starts_with("imatrix");
}

core::Result<std::set<std::string>> models_in(const std::string& folder) {
  std::error_code problem;
  std::set<std::string> models;
  for (fs::directory_iterator entry(folder, problem), end; !problem && entry != end;
       entry.increment(problem)) {
    if (!may_be_model(entry->path())) continue;
    const std::string path = entry->path().string();
    const auto shard = split_name(path);
    models.insert(shard ? path_of(*shard, 1) : path);
  }
  if (!problem) return models;
  const bool denied = problem == std::errc::permission_denied;
  return Error{denied ? ErrorKind::PermissionDenied : ErrorKind::Failed,
               core::without_controls(folder) + ": " + problem.message()};
}

core::Result<std::string> only_model_in(const std::string& folder) {
  const auto models = models_in(folder);
  if (!models) return models.error();
  if (models->empty())
    return Error{ErrorKind::NotFound, core::without_controls(folder) + " holds no model (*.gguf)"};
  if (models->size() == 1) return *models->begin();
  std::string what = core::without_controls(folder) + " holds " + std::to_string(models->size()) +
                     " models, where one was expected; name one of them:";
  std::size_t named = 0;
  for (const std::string& path : *models) {
    if (++named > kNamed) return Error{ErrorKind::Malformed, what + " ..."};
    what += " " + core::without_controls(fs::path(path).filename().string());
  }
  return Error{ErrorKind::Malformed, what};
}

}  // namespace

core::Result<std::vector<std::string>> find_model_files(const std::string& path) {
  std::error_code problem;
  if (!fs::is_directory(path, problem)) return all_shards(path);
  const auto model = only_model_in(path);
  if (!model) return model.error();
  return all_shards(*model);
}

int shards_in_name(const std::string& path) {
  const auto shard = split_name(path);
  return shard ? shard->count : 0;
}

}  // namespace probellm::gguf
