#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

namespace probellm::probe {

/// How slots that are only numbered belong to channels: slots of one channel side by side, or each channel's
/// first slot before all second ones.
enum class Numbering { SideBySide, FirstsFirst };

/// Where a label says that its slot is; texts are in lower case, and empty where it doesn't say.
struct SlotLabel {
  std::string socket;
  /// A node, controller or riser of the socket.
  std::string part;
  std::string channel;
  /// The slot's number in its socket or part, where the label names no channel.
  std::optional<int> number;
  Numbering numbering = Numbering::SideBySide;
};

/// Knows how boards label their memory slots.
class SlotLabels {
 public:
  SlotLabels();

  /// What a locator or bank locator says; absent where it follows no known scheme.
  std::optional<SlotLabel> read(std::string_view label) const;
  /// The socket that a bank locator names and nothing else, as "NODE 1" and "CPU2".
  std::optional<std::string> socket_in(std::string_view label) const;

 private:
  std::vector<std::regex> patterns_;
  std::regex socket_;
};

}  // namespace probellm::probe
