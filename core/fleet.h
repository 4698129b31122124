#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/several_nodes.h"
#include "core/units.h"

namespace probellm::core {

/// Nodes alike: same CPU, sockets, kind of memory and GPUs; what they read at, where enough of them measured
/// it.
struct FleetGroup {
  std::string what;
  int nodes = 0;
  int measured = 0;
  std::optional<BytesPerSecond> median_read;
};

/// A node that is slower than its group or than its own memory should be, or whose memory has something
/// wrong, and what of it differs from most of its group.
struct FleetOutlier {
  std::string node;
  std::string group;
  std::optional<BytesPerSecond> read;
  /// Its read over its group's median; absent where the group is too small or nothing was measured.
  std::optional<double> of_median;
  std::vector<std::string> causes;
};

/// A node as it was read: its median read and that over its group's, and how fast the model decodes there.
struct FleetNode {
  std::string node;
  std::string group;
  std::optional<BytesPerSecond> read{};
  std::optional<double> of_median{};
  std::optional<double> tokens_per_second{};
  bool stands_out = false;
};

/// A part of the input that couldn't be read, and its line.
struct FleetProblem {
  std::string file;
  int line = 0;
  std::string what;
};

/// A node and how fast the model decodes there.
struct FleetRank {
  std::string node;
  double tokens_per_second = 0;
};

/// What many nodes' documents say together.
struct Fleet {
  /// What the rates are of: "Kimi K2.6, Q4_K_M, 8192 tokens of context".
  std::string asked{};
  int nodes = 0;
  std::vector<FleetGroup> groups;
  /// All nodes, in the order of the input.
  std::vector<FleetNode> each{};
  std::vector<FleetOutlier> outliers;
  /// The best ten, where the model runs.
  std::vector<FleetRank> ranking;
  std::vector<FleetProblem> problems;
  /// The model over several nodes of a group, where an interconnect was stated.
  std::vector<NodesFit> together{};
};

}  // namespace probellm::core
