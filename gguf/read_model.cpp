#include "gguf/read_model.h"

#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "core/plain_text.h"
#include "gguf/read_cursor.h"
#include "gguf/read_shards.h"
#include "gguf/types.h"

namespace probellm::gguf {
namespace {

using core::Bytes;
using core::Error;
using core::ErrorKind;
using MaybeError = std::optional<Error>;

constexpr std::string_view kTensorsKey = "split.tensors.count";

Error malformed(const std::string& path, const std::string& what) {
  return {ErrorKind::Malformed, core::without_controls(path) + ": " + what};
}

std::optional<std::int64_t> whole(const HeaderMetadata& metadata, std::string_view key) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&found->second);
  return number != nullptr ? std::optional(*number) : std::nullopt;
}

/// What a key of gguf-split's should say.
struct Expected {
  std::string_view key;
  std::int64_t value = 0;
};

MaybeError why_not_shard(const std::string& path, const HeaderMetadata& metadata, std::int64_t number,
                         std::int64_t count) {
  for (const auto& [key, expected] : {Expected{"split.count", count}, Expected{"split.no", number}}) {
    const auto says = whole(metadata, key);
    if (says == expected) continue;
    return malformed(path, "key " + std::string(key) + " is " + (says ? std::to_string(*says) : "missing") +
                               ", where " + std::to_string(expected) + " was expected by the file's name");
  }
  return std::nullopt;
}

MaybeError why_not_alone(const std::string& path, const HeaderMetadata& metadata) {
  const std::int64_t count = whole(metadata, "split.count").value_or(1);
  if (count <= 1) return std::nullopt;
  return malformed(path, "key split.count says that it is one of " + std::to_string(count) +
                             " parts, where a name ending in -00001-of-" +
                             std::string(5 - std::min<std::size_t>(5, std::to_string(count).size()), '0') +
                             std::to_string(count) + ".gguf was expected to find the others");
}

core::Result<Bytes> size_of(const std::string& path) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(path, problem);
  if (problem) return Error{ErrorKind::Failed, core::without_controls(path) + ": " + problem.message()};
  return Bytes{static_cast<std::int64_t>(size)};
}

core::Result<StoredTensor> weigh(HeaderTensor tensor, std::size_t file, const std::string& path) {
  const auto named = [&](const std::string& what) {
    return core::without_controls(path) + ": tensor " + shown(tensor.name) + ": " + what;
  };
  const GgmlType* type = find_type(tensor.ggml_number);
  if (type == nullptr)
    return Error{ErrorKind::Unsupported,
                 named("its type " + std::to_string(tensor.ggml_number) +
                       " is none of those of llama.cpp or ik_llama.cpp that this program knows")};
  const auto size = tensor_bytes(*type, tensor.shape);
  if (!size) return Error{size.error().kind, named(size.error().what)};
  return StoredTensor{std::move(tensor), file, *size};
}

/// Bytes of a file that its header speaks of: to the end of the last tensor, and in all tensors together.
struct Claimed {
  std::uint64_t end = 0;
  std::uint64_t weights = 0;
};

MaybeError why_not_inside(const ModelFile& file, const Claimed& claimed, std::uint64_t data_start) {
  const auto size = static_cast<std::uint64_t>(file.size.value);
  if (claimed.end > size)
    return malformed(file.path, std::to_string(claimed.end - size) + " bytes are missing: it has " +
                                    std::to_string(size) + ", where " + std::to_string(claimed.end) +
                                    " were expected; the download may have been broken off");
  if (claimed.weights > size - std::min(size, data_start))
    return malformed(file.path, "its tensors overlap: " + std::to_string(claimed.weights) +
                                    " bytes of weights, where at most " +
                                    std::to_string(size - std::min(size, data_start)) + " were expected");
  return std::nullopt;
}

MaybeError add_tensors(ModelFiles& model, Header header, std::size_t index) {
  const ModelFile& file = model.files[index];
  constexpr std::uint64_t kMost = std::uint64_t{1} << 62;
  Claimed claimed;
  for (HeaderTensor& tensor : header.tensors) {
    auto stored = weigh(std::move(tensor), index, file.path);
    if (!stored) return stored.error();
    const auto size = static_cast<std::uint64_t>(stored->size.value);
    const std::uint64_t offset = stored->described.offset;
    if (offset > kMost || claimed.weights > kMost - size)
      return malformed(file.path, "tensor " + shown(stored->described.name) +
                                      ": it lies beyond 2^62 bytes, where less was expected");
    claimed.end = std::max(claimed.end, header.data_start + offset + size);
    claimed.weights += size;
    model.tensors.push_back(std::move(stored.value()));
  }
  return why_not_inside(file, claimed, header.data_start);
}

MaybeError why_not_listed(const ModelFiles& model, const FileHeader& part, std::size_t count) {
  const std::string& path = part.file.path;
  const HeaderMetadata& metadata = part.header.metadata;
  const bool is_shard = count > 1 || whole(metadata, "split.count").value_or(0) > 0;
  if (shards_in_name(path) == 0 || !is_shard) return why_not_alone(path, metadata);
  if (auto error = why_not_shard(path, metadata, static_cast<std::int64_t>(model.files.size()),
                                 static_cast<std::int64_t>(count)))
    return error;
  if (model.files.empty() || whole(metadata, kTensorsKey) == whole(model.metadata, kTensorsKey))
    return std::nullopt;
  return malformed(
      path, "key " + std::string(kTensorsKey) + " differs, where the same as in the first part was expected");
}

MaybeError add_file(ModelFiles& model, FileHeader part, std::size_t count) {
  if (auto error = why_not_listed(model, part, count)) return error;
  const std::size_t index = model.files.size();
  if (index == 0) model.metadata = part.header.metadata;
  model.size_on_disk += part.file.size;
  model.files.push_back(std::move(part.file));
  return add_tensors(model, std::move(part.header), index);
}

MaybeError why_not_together(const ModelFiles& model) {
  const std::string& first = model.files.front().path;
  const auto count = whole(model.metadata, kTensorsKey);
  if (count && *count != static_cast<std::int64_t>(model.tensors.size()))
    return malformed(first, "key split.tensors.count is " + std::to_string(*count) + ", where " +
                                std::to_string(model.tensors.size()) +
                                " was expected by the tensors there are");
  std::set<std::string_view> names;
  for (const StoredTensor& tensor : model.tensors)
    if (!names.insert(tensor.described.name).second)
      return malformed(model.files[tensor.file].path,
                       "tensor " + shown(tensor.described.name) + " is in an earlier part of the model, too");
  return std::nullopt;
}

}  // namespace

core::Result<ModelFiles> merge_headers(std::vector<FileHeader> parts) {
  if (parts.empty())
    return Error{ErrorKind::Malformed, "a model without files, where one at least was expected"};
  ModelFiles model;
  for (FileHeader& part : parts)
    if (auto error = add_file(model, std::move(part), parts.size())) return *std::move(error);
  if (auto error = why_not_together(model)) return *std::move(error);
  return model;
}

core::Result<ModelFiles> read_model_files(const std::string& path) {
  const auto paths = find_model_files(path);
  if (!paths) return paths.error();
  std::vector<FileHeader> parts;
  for (const std::string& file : *paths) {
    auto header = read_file_header(file);
    if (!header) return header.error();
    const auto size = size_of(file);
    if (!size) return size.error();
    parts.push_back({{file, *size}, std::move(header.value())});
  }
  return merge_headers(std::move(parts));
}

}  // namespace probellm::gguf
