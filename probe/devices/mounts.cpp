#include "probe/devices/mounts.h"

#include <algorithm>
#include <optional>

#include "probe/text.h"

namespace probellm::probe {
namespace {

/// mountinfo writes blanks and backslashes as three octal digits.
std::string without_octal_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto code = text[at] == '\\' ? to_number<unsigned>(text.substr(at + 1, 3), 8) : std::nullopt;
    if (!code || *code > 255 || text.size() - at < 4) {
      plain += text[at];
      continue;
    }
    plain += static_cast<char>(*code);
    at += 3;
  }
  return plain;
}

std::optional<Mount> parse_line(std::string_view line) {
  const auto words = words_of(line);
  const auto dash = std::find(words.begin(), words.end(), std::string_view("-"));
  if (dash - words.begin() < 6 || words.end() - dash < 3) return std::nullopt;
  const std::string own_options = words.end() - dash > 3 ? std::string(dash[3]) : "";
  return Mount{std::string(words[2]),           without_octal_escapes(words[3]),
               without_octal_escapes(words[4]), std::string(dash[1]),
               without_octal_escapes(dash[2]),  std::string(words[5]) + "," + own_options};
}

}  // namespace

std::vector<Mount> parse_mountinfo(std::string_view text) {
  std::vector<Mount> mounts;
  for (const std::string_view line : split(text, '\n'))
    if (auto mount = parse_line(line)) mounts.push_back(std::move(*mount));
  return mounts;
}

bool has_option(const Mount& mount, std::string_view option) {
  const auto options = split(mount.options, ',');
  return std::find(options.begin(), options.end(), option) != options.end();
}

bool is_inside(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.starts_with('/');
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace probellm::probe
