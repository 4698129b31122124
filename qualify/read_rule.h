#pragma once

#include <string>

#include "core/check.h"
#include "core/result.h"

namespace probellm::qualify {

/// The rule with what its `require` says, as "bandwidth.read >= 85 % of theoretical"; Malformed, and what was
/// expected, where it isn't one.
core::Result<core::Rule> read_rule(core::Rule rule);

/// The policy with every rule read; Malformed with file, line and rule.
core::Result<core::Policy> read_policy_rules(core::Policy policy);

}  // namespace probellm::qualify
