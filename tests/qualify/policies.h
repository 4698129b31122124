#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "profiles/catalog.h"
#include "profiles/policy.h"
#include "qualify/check.h"
#include "qualify/read_rule.h"

namespace probellm::tests {

/// A policy with that one rule.
inline core::Result<core::Policy> policy_of(const std::string& require) {
  core::Rule rule;
  rule.id = "rule";
  rule.require = require;
  rule.remedy = "mend it";
  rule.line = 7;
  return qualify::read_policy_rules({"policy", "policy.toml", {rule}});
}

/// What came of that rule on a machine with those measurements.
inline core::Outcome outcome_of(const std::string& require, const core::Machine& machine,
                                const core::Measurements& measurements = {},
                                core::CheckDepth depth = core::CheckDepth::Standard) {
  const auto policy = policy_of(require);
  EXPECT_TRUE(policy.ok()) << policy.error().what;
  const std::vector<qualify::AskedFit> no_fits;
  return qualify::check(*policy, {machine, measurements, no_fits, nullptr, depth}, nullptr).outcomes.front();
}

/// One of the policies of the profiles.
inline core::Policy shipped(const std::string& name) {
  const auto catalog = profiles::load_catalog("");
  for (const profiles::NamedPolicy& policy : catalog->policies)
    if (policy.name == name) {
      const auto read = profiles::read_policy(name + ".toml", policy.toml);
      EXPECT_TRUE(read.ok()) << read.error().what;
      const auto rules = qualify::read_policy_rules(*read);
      EXPECT_TRUE(rules.ok()) << rules.error().what;
      return *rules;
    }
  ADD_FAILURE() << "no policy " << name;
  return {};
}

}  // namespace probellm::tests
