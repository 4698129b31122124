#pragma once

#include <cstdint>

#include "core/engine.h"
#include "core/model.h"

namespace probellm::estimator {

/// What is asked: one recipe of one model, with the KV cache in a type and the context full.
struct Question {
  core::Model model;
  core::Quant quant;
  core::TensorType kv_type;
  std::int64_t context_tokens = 0;
  core::Engine engine;
};

}  // namespace probellm::estimator
