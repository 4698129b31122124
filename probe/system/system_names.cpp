#include "probe/system/system_names.h"

#include "probe/text.h"

namespace probellm::probe {

std::string os_name(const SysRoot& sys) {
  for (const char* path : {"/etc/os-release", "/usr/lib/os-release"}) {
    const auto text = sys.read(path);
    const auto name = text ? value_of(*text, "PRETTY_NAME", '=') : std::nullopt;
    if (!name) continue;
    std::string plain = printable(*name);
    std::erase(plain, '"');
    return plain;
  }
  return "Linux";
}

}  // namespace probellm::probe
