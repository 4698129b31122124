#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/check.h"
#include "core/result.h"
#include "qualify/facts.h"

namespace probellm::qualify {

/// What a subject takes in parentheses.
enum class Takes { Nothing, ModelQuantContext, FindingId };

/// Where a subject's facts come from: reading, or also measuring.
enum class Needs { Reading, Measuring, Soaking };

/// One thing that a rule can be about.
struct SubjectRow {
  std::string_view name;
  core::Dimension dimension;
  std::string_view what;
  Founds (*find)(const Facts& facts, const std::string& argument);
  /// What `rated` and `theoretical` mean for it; empty where they mean nothing.
  std::string_view rated{};
  std::string_view theoretical{};
  Needs needs = Needs::Reading;
  /// The row of `bench` that it is; empty where it is none.
  std::string_view measured{};
  Takes takes = Takes::Nothing;
};

/// Every subject, in the order of documents.
std::span<const SubjectRow> subjects();
std::span<const SubjectRow> machine_subjects();
std::span<const SubjectRow> memory_subjects();
std::span<const SubjectRow> measured_subjects();

/// The row of that name, or nullptr.
const SubjectRow* find_subject(std::string_view name);

/// "fit(kimi-k2.6, q4_k_m, 32k).decode.low" as it is written.
std::string words_of(const core::Subject& subject);

/// The known name that differs least from a wrong one; empty where none is near.
std::string nearest_subject(std::string_view name);

}  // namespace probellm::qualify
