// Not compiled on Linux: what differs on macOS is where the text comes from that probe/sysctl.cpp reads.
#include <sys/sysctl.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <string>

#include "probe/sources.h"
#include "probe/system/sysctl.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

std::string word_of(std::string_view key) {
  char text[256] = {};
  std::size_t size = sizeof text - 1;
  return sysctlbyname(std::string(key).c_str(), text, &size, nullptr, 0) == 0 ? printable(text) : "";
}

/// Numbers are of four or eight bytes.
std::string number_of(std::string_view key) {
  std::uint64_t number = 0;
  std::size_t size = sizeof number;
  if (sysctlbyname(std::string(key).c_str(), &number, &size, nullptr, 0) != 0) return "";
  return std::to_string(size == sizeof(std::uint32_t) ? number & 0xFFFFFFFF : number);
}

std::string line(std::string_view key, const std::string& value) {
  return value.empty() ? "" : std::string(key) + ": " + value + "\n";
}

}  // namespace

Sources live_sources(std::string weights_dir) {
  Sources sources{SysRoot("/"), {}, "", {}, std::move(weights_dir), true, ""};
  for (const std::string_view key : kSysctlWords) *sources.sysctl += line(key, word_of(key));
  for (const std::string_view key : kSysctlNumbers) *sources.sysctl += line(key, number_of(key));
  utsname names = {};
  if (uname(&names) == 0) {
    sources.process.host_name = printable(names.nodename);
    sources.process.kernel = std::string("Darwin ") + printable(names.release);
  }
  sources.process.os = "macOS " + word_of("kern.osproductversion");
  sources.process.is_root = geteuid() == 0;
  return sources;
}

}  // namespace probellm::probe
