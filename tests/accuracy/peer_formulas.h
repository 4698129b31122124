#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "estimator/question.h"
#include "profiles/evidence.h"

namespace probellm::tests {

/// How another tool computes decode tokens a second, written from its description; absent where it has no
/// answer.
struct PeerFormula {
  const char* name;
  std::function<std::optional<double>(const profiles::PublishedMachine&, const estimator::Question&)>
      tokens_per_second;
};

/// A naive roofline, llmfit, gguf-parser-go, whichllm, and the constants of a web calculator.
std::vector<PeerFormula> peer_formulas();

}  // namespace probellm::tests
