#pragma once

#include <string>

#include "core/fact.h"
#include "probe/sys_root.h"

namespace probellm::probe {

/// The hypervisor that this system is a guest of; absent where there is no sign of one.
core::Fact<std::string> read_hypervisor(const SysRoot& sys);

}  // namespace probellm::probe
