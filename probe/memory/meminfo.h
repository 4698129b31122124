#pragma once

#include <optional>
#include <string_view>

#include "core/units.h"

namespace probellm::probe {

/// A field such as "MemTotal" of /proc/meminfo or of a NUMA node's meminfo, whose lines begin with "Node 0";
/// absent where no line has it.
std::optional<core::Bytes> meminfo_field(std::string_view text, std::string_view field);

/// Memory that is set aside as huge pages of every size.
core::Bytes huge_page_reserve(std::string_view proc_meminfo);

}  // namespace probellm::probe
