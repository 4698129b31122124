#pragma once

#include <string>
#include <vector>

#include "core/engine.h"
#include "core/fit.h"
#include "core/result.h"
#include "estimator/question.h"
#include "profiles/catalog.h"
#include "profiles/evidence.h"

namespace probellm::tests {

/// Every machine of a folder of evidence, with what the catalog knows of its parts, in order of file name;
/// the first mistake where there is one.
core::Result<std::vector<profiles::PublishedMachine>> load_evidence(const std::string& folder,
                                                                    const profiles::Catalog& catalog);

/// What `fit` would be asked of such a run: its weights by the bits that are stated, or solved from the
/// file's size with everything but the routed experts at 8.5 bits. NotFound where model or bits aren't known.
core::Result<estimator::Question> question_of(const profiles::Catalog& catalog,
                                              const profiles::PublishedRun& run, const core::Engine& engine);

/// The engine that a run names, or NotFound.
core::Result<core::Engine> engine_of(const profiles::Catalog& catalog, const profiles::PublishedRun& run);

/// The same question, of the prompt whose prefill was published.
estimator::Question prompt_of(estimator::Question question, const profiles::PublishedRun& run);

/// What the estimator says of a run, and whether it said that it doesn't fit.
struct Answer {
  core::Fit fit;
  bool was_refused = false;
};

/// The answer for a run on its machine; where the memory isn't stated, or is said to be too small, the model
/// is taken to fit, as it ran.
core::Result<Answer> answer_for(const profiles::PublishedMachine& published,
                                const estimator::Question& question);

}  // namespace probellm::tests
