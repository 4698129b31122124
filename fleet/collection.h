#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/document.h"
#include "core/fleet.h"

namespace probellm::fleet {

/// What nodes are alike in: CPU, sockets, kind of memory and GPUs.
std::string group_of(const core::Machine& machine);

/// The little of a node that comparing needs.
struct Sheet {
  std::string name;
  std::string group;
  std::optional<double> read;
  /// How far its median may lie from another of the same machine, over it.
  double spread = 0;
  std::optional<double> theory;
  /// Facts that set its speed: what they are about, and what they are.
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::string> findings;
  std::optional<double> tokens_per_second;
};

/// The sheet of a document with a machine; the rate is the model's decode there, where it runs.
Sheet sheet_of(const std::string& name, const core::Document& document,
               std::optional<double> tokens_per_second);

/// Nodes as they come.
class Collection {
 public:
  void add(Sheet sheet);

  /// Groups, outliers and the ranking of all nodes so far.
  core::Fleet result() const;

 private:
  struct Node {
    Sheet sheet;
    /// Its facts as numbers into texts_.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> facts;
  };
  using Nodes = std::vector<const Node*>;

  std::uint32_t number_of(const std::string& text);
  void judge(const Nodes& group, core::Fleet& fleet) const;
  std::vector<std::string> differences(const Node& node, const Nodes& group) const;

  std::vector<Node> nodes_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::vector<std::string> texts_;
};

}  // namespace probellm::fleet
