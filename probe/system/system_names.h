#pragma once

#include <string>

#include "probe/sys_root.h"

namespace probellm::probe {

/// What the system calls itself in /etc/os-release; "Linux" where it doesn't.
std::string os_name(const SysRoot& sys);

}  // namespace probellm::probe
