#pragma once

#include "core/machine.h"

namespace probellm::probe {

/// Writes the theoretical bandwidth of each socket and of all together into `memory`, whose modules, channels
/// and sockets are already there: channels x the slowest module's configured speed x the channel's bytes, 8
/// of a DDR channel and as many as an LPDDR part is wide.
void describe_bandwidth(core::Memory& memory);

}  // namespace probellm::probe
