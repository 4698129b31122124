#pragma once

namespace probellm::probe {

/// Whether serial numbers, UUIDs, MAC addresses and host names stay in what is written.
enum class Identifiers { Redacted, Kept };

}  // namespace probellm::probe
