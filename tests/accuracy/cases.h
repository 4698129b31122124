#pragma once

#include <string>
#include <vector>

#include "gguf/slice.h"
#include "profiles/catalog.h"

namespace probellm::tests {

/// A slice of a model and what the engine does with it: decode at a depth, or read a prompt.
struct Case {
  std::string model = "kimi-k2.6";
  std::string experts_type = "q4_k";
  std::string rest_type = "q8_0";
  std::int64_t dense_layers = 1;
  std::int64_t moe_layers = 2;
  std::int64_t experts = 32;
  std::int64_t vocabulary = 4096;
  std::vector<int> threads{1, 2};
  std::int64_t depth = 0;
  std::int64_t prompt = 0;
};

/// Every case: types of experts and of the rest, layers, experts, depths, models and prompts.
std::vector<Case> all_cases();

/// Two small ones.
std::vector<Case> quick_cases();

/// The slice of a case, whose types and model must be known.
gguf::Slice slice_of(const profiles::Catalog& catalog, const Case& c);

}  // namespace probellm::tests
