#include "probe/capture/recorded_error.h"

#include <array>
#include <utility>

#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::ErrorKind;

constexpr std::array<std::pair<std::string_view, ErrorKind>, 5> kKinds = {{
    {"not_found", ErrorKind::NotFound},
    {"permission_denied", ErrorKind::PermissionDenied},
    {"unsupported", ErrorKind::Unsupported},
    {"malformed", ErrorKind::Malformed},
    {"failed", ErrorKind::Failed},
}};

std::string_view name_of(ErrorKind kind) {
  for (const auto& [name, known] : kKinds)
    if (known == kind) return name;
  return "failed";
}

}  // namespace

std::string error_line(std::string_view about, const core::Error& error) {
  return std::string(name_of(error.kind)) + '\t' + std::string(about) + '\t' + error.what;
}

std::optional<RecordedError> parse_error_line(std::string_view line) {
  const auto parts = split(line, '\t');
  if (parts.size() != 3) return std::nullopt;
  for (const auto& [name, kind] : kKinds)
    if (parts[0] == name) return RecordedError{std::string(parts[1]), {kind, std::string(parts[2])}};
  return std::nullopt;
}

}  // namespace probellm::probe
