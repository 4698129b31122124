#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fit.h"
#include "core/units.h"

namespace probellm::core {

/// How nodes are connected, each way, as somebody states it.
struct Interconnect {
  BytesPerSecond bandwidth;
  Seconds latency;
};

/// A model over several nodes alike: each has a stretch of the layers, one after the other, or a part of
/// every layer.
enum class NodeSharing { Pipeline, Tensor };

/// How it decodes so, one sequence.
struct NodesFit {
  std::string group;
  NodeSharing sharing = NodeSharing::Pipeline;
  int nodes = 0;
  Verdict verdict = Verdict::DoesNotFit;
  /// Absent where it doesn't run, or nothing is known of a node's bandwidth.
  std::optional<Interval> decode_tokens_per_second{};
  /// What of a token's time goes to the interconnect, likely.
  double share_of_interconnect = 0;
};

/// "pipeline" or "tensor".
constexpr const char* name_of(NodeSharing sharing) {
  return sharing == NodeSharing::Pipeline ? "pipeline" : "tensor";
}

}  // namespace probellm::core
