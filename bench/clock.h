#pragma once

#include <chrono>
#include <functional>

#include "core/units.h"

namespace probellm::bench {

/// Seconds since some fixed moment, never going back; tests pass one of their own.
using Clock = std::function<core::Seconds()>;

/// The system's monotonic clock.
inline core::Seconds monotonic_now() {
  return {std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count()};
}

}  // namespace probellm::bench
