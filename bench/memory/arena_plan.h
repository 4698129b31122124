#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bench/memory/mapping.h"
#include "bench/quality.h"
#include "core/machine.h"
#include "core/result.h"

namespace probellm::bench {

/// What a run takes of its share of memory besides what it measures with.
inline constexpr core::Bytes kItself{12 * core::kMiB};

/// How large the arrays shall be: `array` is one array of all threads together, `total` all that may be
/// mapped.
struct ArenaPlan {
  core::Bytes array;
  core::Bytes total;
  int parts = 0;
  /// All caches of the last level together; zero where none is known.
  core::Bytes caches{};
  std::vector<Warning> warnings{};
  Pages pages = Pages::Huge;
};

/// All caches of the last level together; zero where none is known.
core::Bytes last_level_caches(const core::Machine& machine);

/// One cache of the last level; zero where none is known.
core::Bytes one_last_level_cache(const core::Machine& machine);

/// Sizes an arena for `parts` threads: arrays of 4 times the caches and 256 MiB, or less with a warning where
/// `share` of the usable memory is less; NotFound where that isn't known, Unsupported where it is far too
/// little.
core::Result<ArenaPlan> plan_arena(const core::Machine& machine, double share, int parts);

/// An arena for `parts` threads whose arrays have that size, or less with a warning where that takes more
/// than `budget`; Unsupported where that is far too little.
core::Result<ArenaPlan> plan_within(const core::Machine& machine, core::Bytes array, core::Bytes budget,
                                    int parts);

/// What to say where an array is less than four times the caches, with what to do about it.
std::optional<Warning> warning_about_arrays(const ArenaPlan& plan, core::Bytes array, std::string_view mend);

}  // namespace probellm::bench
