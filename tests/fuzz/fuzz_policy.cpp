// What a policy's file can make its reader do, and a check by it of a machine of which nothing is known.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "profiles/policy.h"
#include "qualify/check.h"
#include "qualify/read_rule.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace probellm;
  const auto toml = profiles::read_policy("policy.toml", {reinterpret_cast<const char*>(data), size});
  if (!toml) return 0;
  const auto policy = qualify::read_policy_rules(*toml);
  if (!policy) return 0;
  static_cast<void>(qualify::measured_rows(*policy));
  static_cast<void>(qualify::asked_fits(*policy));
  const core::Machine machine;
  const core::Measurements measurements;
  const qualify::Facts nothing{machine, measurements, {}};
  static_cast<void>(qualify::check(*policy, nothing, &nothing));
  return 0;
}
