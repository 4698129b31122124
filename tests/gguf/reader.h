#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace probellm::tests {

/// A tensor as a GGUF file describes it.
struct ReadTensor {
  std::string name;
  std::vector<std::uint64_t> shape;
  std::uint32_t type = 0;
  std::uint64_t offset = 0;
};

/// What a GGUF file says, read by nothing that the writer shares.
struct ReadFile {
  std::uint32_t version = 0;
  std::map<std::string, std::string> metadata;
  std::vector<ReadTensor> tensors;
  std::string weights;
};

/// Reads a whole GGUF file; throws std::out_of_range where it ends early.
ReadFile read_gguf(const std::string& bytes);

}  // namespace probellm::tests
