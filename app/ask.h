#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "app/options.h"
#include "core/result.h"
#include "estimator/question.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// The recipe that is asked about where one is wanted and none is named.
inline constexpr const char* kUsualQuant = "q4_k_m";

/// Tokens written as 8192, 8k or 256k (k is 1,024); Malformed, naming the option, for anything else or 0.
core::Result<std::int64_t> parse_tokens(std::string_view option, std::string_view text);

/// The options with --weights as an absolute path without links; Malformed or NotFound where it isn't a
/// folder.
core::Result<Options> with_weights_folder(Options options);

/// The model that the options name; Malformed where it isn't known.
core::Result<core::Model> model_of(const Options& options, const profiles::Catalog& catalog);

/// The questions that the options ask, one for each recipe; Malformed with the nearest known names where one
/// isn't known.
core::Result<std::vector<estimator::Question>> questions_of(const Options& options,
                                                            const profiles::Catalog& catalog);

}  // namespace probellm::app
