#include "probe/capture/redaction.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr const char* kRedacted = "redacted";
/// An x is a hexadecimal digit.
constexpr std::string_view kUuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
constexpr std::string_view kMac = "xx:xx:xx:xx:xx:xx";

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_word(char c) { return is_hex(c) || (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z') || c == '_'; }

/// Whether the text begins with a whole word of that form.
bool begins_as(std::string_view text, std::string_view form) {
  if (text.size() < form.size() || (text.size() > form.size() && is_word(text[form.size()]))) return false;
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == 'x' ? !is_hex(text[i]) : text[i] != form[i]) return false;
  return true;
}

/// A line "key: value" or "key=value" that holds a serial number, a UUID or an asset tag.
std::string without_identity(std::string_view line) {
  const std::size_t equals = line.find('=');
  const std::size_t end_of_key = equals != std::string_view::npos ? equals : line.find(':');
  if (end_of_key == std::string_view::npos) return std::string(line);
  const std::string key = lower(line.substr(0, end_of_key));
  for (const std::string_view word : {"serial", "uuid", "asset"})
    if (key.find(word) != std::string::npos) return std::string(line.substr(0, end_of_key + 1)) + kRedacted;
  return std::string(line);
}

/// Options with commas between, less what those hold that name hosts and users.
std::string without_hosts_and_users(std::string_view options) {
  constexpr std::array<std::string_view, 8> kNaming = {"addr", "clientaddr", "mountaddr", "mon_addr",
                                                       "name", "username",   "user",      "domain"};
  std::string result;
  for (const std::string_view option : split(options, ',')) {
    const std::size_t equals = option.find('=');
    std::string_view key = option.substr(0, equals);
    key.remove_prefix(key.rfind(' ') + 1);
    const bool names =
        equals != std::string_view::npos && std::find(kNaming.begin(), kNaming.end(), key) != kNaming.end();
    if (option.data() != options.data()) result += ',';
    result += names ? std::string(option.substr(0, equals + 1)) + kRedacted : std::string(option);
  }
  return result;
}

}  // namespace

std::string Redaction::stand_in(const std::string& kind, const std::string& original) {
  const auto [known, is_new] = stand_ins_.try_emplace(original);
  if (!is_new) return known->second;
  const int number = ++counts_[kind];
  char text[48];
  if (kind == "uuid")
    std::snprintf(text, sizeof text, "00000000-0000-0000-0000-%012x", number);
  else if (kind == "mac")
    std::snprintf(text, sizeof text, "02:00:00:00:%02x:%02x", (number >> 8) & 0xFF, number & 0xFF);
  else
    std::snprintf(text, sizeof text, "%s-%d", kind.c_str(), number);
  return known->second = text;
}

std::string Redaction::of_text(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const bool is_start = at == 0 || !is_word(text[at - 1]);
    const std::string_view form = !is_start                ? std::string_view()
                                  : begins_as(rest, kUuid) ? kUuid
                                  : begins_as(rest, kMac)  ? kMac
                                                           : std::string_view();
    if (form.empty())
      result += text[at];
    else
      result += stand_in(form == kUuid ? "uuid" : "mac", lower(rest.substr(0, form.size())));
    at += std::max<std::size_t>(form.size(), 1);
  }
  return result;
}

/// "... - nfs4 server:/export options": the source's host and the options that name hosts and users.
std::string Redaction::of_mount(std::string_view line) {
  const std::size_t dash = line.find(" - ");
  if (dash == std::string_view::npos) return std::string(line);
  const std::size_t source = line.find(' ', dash + 3);
  if (source == std::string_view::npos) return std::string(line);
  const std::size_t start = source + (line.substr(source + 1, 2) == "//" ? 3 : 1);
  const std::size_t end = std::min(line.find(' ', start), line.size());
  const std::size_t host_end = line.find(start > source + 1 ? "/" : ":/", start);
  std::string result(line.substr(0, start));
  std::size_t rest = start;
  if (host_end != std::string_view::npos && host_end < end) {
    result += stand_in("host", std::string(line.substr(start, host_end - start)));
    rest = host_end;
  }
  return result + without_hosts_and_users(line.substr(rest));
}

std::string Redaction::of_file(std::string_view path, std::string_view content) {
  if (path.ends_with("/dmi/tables/DMI")) return redact_smbios(content);
  const bool is_mount_table = path.ends_with("/mountinfo");
  std::string result;
  for (const std::string_view line : split(content, '\n')) {
    if (!result.empty() || line.data() != content.data()) result += '\n';
    result += of_text(is_mount_table ? of_mount(line) : without_identity(line));
  }
  return result;
}

}  // namespace probellm::probe
