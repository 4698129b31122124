#pragma once

#include <string_view>
#include <vector>

#include "bench/decode/operations.h"
#include "bench/decode/weights.h"
#include "core/model.h"
#include "core/result.h"

namespace probellm::bench {

/// The matrices of some feed-forward networks that a token passes side by side.
struct Experts {
  std::vector<Matrix> gate;
  std::vector<Matrix> up;
  std::vector<Matrix> down;
};

/// What such networks read and write.
struct ExpertBuffers {
  InputBuffer hidden;
  std::vector<InputBuffer> middle;
  std::vector<std::vector<float>> gate;
  std::vector<std::vector<float>> up;
  std::vector<std::vector<float>> out;
};

/// A matrix of that shape at the next place; Unsupported where the type has no kernel here, its blocks don't
/// divide the columns, or the memory is smaller.
core::Result<Matrix> place_matrix(WeightPlaces& places, const WeightType& type, std::string_view set,
                                  std::size_t rows, std::size_t columns);

/// `count` experts of the model, each matrix at a place of its own.
core::Result<Experts> place_experts(WeightPlaces& places, const core::Model& model, const WeightType& type,
                                    std::string_view set, std::size_t count);

/// Room for `count` experts of the model, the hidden state drawn at random.
ExpertBuffers expert_buffers(const core::Model& model, std::size_t count);

/// One token through all experts: gate, up, activation and down, each an operation with its barriers.
void run_experts(const Worker& worker, const Experts& experts, ExpertBuffers& buffers);

/// Whether some rows of what run_experts left in the buffers are right.
bool experts_are_right(const Experts& experts, ExpertBuffers& buffers);

/// The weights of all of them in bytes.
std::size_t bytes_of(const Experts& experts);

/// Draws the floats of a vector from -1 to 1.
void draw(InputBuffer& buffer, std::uint64_t seed);

}  // namespace probellm::bench
