#pragma once

#include <map>
#include <string>
#include <string_view>

namespace probellm::probe {

/// Takes what identifies a machine or its owner out of what was read of it: UUIDs and MAC addresses become
/// numbered stand-ins (the same for the same), serial numbers and asset tags go, and network hosts lose their
/// names.
class Redaction {
 public:
  /// A line, path or other text.
  std::string of_text(std::string_view text);
  /// A file's content: SMBIOS tables, mount tables and lines "key: value" by what they hold.
  std::string of_file(std::string_view path, std::string_view content);

 private:
  std::string of_mount(std::string_view line);
  std::string stand_in(const std::string& kind, const std::string& original);

  std::map<std::string, std::string> stand_ins_;
  std::map<std::string, int> counts_;
};

/// An SMBIOS table whose serial numbers, asset tags and system UUID are blanked, and everything in structures
/// whose layout isn't known here.
std::string redact_smbios(std::string_view table);

}  // namespace probellm::probe
