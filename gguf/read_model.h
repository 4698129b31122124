#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/result.h"
#include "core/units.h"
#include "gguf/read_header.h"

namespace probellm::gguf {

/// A file of a model on disk.
struct ModelFile {
  std::string path;
  core::Bytes size;
};

/// A tensor of a model and its bytes in files[file].
struct StoredTensor {
  HeaderTensor described;
  std::size_t file = 0;
  core::Bytes size;
};

/// A model on disk, in one file or split; the metadata is that of the first file.
struct ModelFiles {
  HeaderMetadata metadata;
  std::vector<ModelFile> files;
  std::vector<StoredTensor> tensors;
  core::Bytes size_on_disk;
};

/// A file of a model and what its header says.
struct FileHeader {
  ModelFile file;
  Header header;
};

/// Puts a model together from its files, in their order. Malformed where shards disagree or tensors lie
/// beyond a file's end, as after a broken download; Unsupported for a tensor type that isn't known. Errors
/// name file, key or tensor.
core::Result<ModelFiles> merge_headers(std::vector<FileHeader> parts);

/// Reads the headers of a model: of a file, of all shards where it is one of NAME-00001-of-00013.gguf, or of
/// the one model in a folder (mmproj and imatrix files are passed over there). NotFound where the file or a
/// shard is missing; Malformed where shards disagree or tensors lie beyond a file's end, as after a broken
/// download; Unsupported for a tensor type that isn't known. Errors name file, key or tensor.
core::Result<ModelFiles> read_model_files(const std::string& path);

}  // namespace probellm::gguf
