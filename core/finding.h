#pragma once

#include <optional>
#include <string>

namespace probellm::core {

/// Whether something costs speed or memory, or is only worth knowing.
enum class Severity { Note, Warning };

/// Something that is wrong or could be better, with where it is and what to do about it.
struct Finding {
  /// A word for programs, as "channel-empty".
  std::string id;
  Severity severity = Severity::Note;
  std::string sentence;
  std::string fix;
  /// Percent that it costs of the bandwidth of the sockets that it names; absent where that isn't known.
  std::optional<double> cost_percent;
};

}  // namespace probellm::core
