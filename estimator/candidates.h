#pragma once

#include <optional>
#include <vector>

#include "core/fit.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "estimator/inputs.h"
#include "estimator/place.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// One way to run it: where it lies, how it uses the sockets' memory, how many GPUs share a layer, and what
/// its times are computed from.
struct Candidate {
  Layout layout;
  std::optional<core::NumaUse> use;
  std::int64_t together = 1;
  Inputs inputs;
};

/// The ways that the question asks for, or all but streaming where something better runs; where the machine
/// can't do what is asked, those in RAM. The first of each is in the order of preference where two are
/// equally good.
std::vector<Candidate> candidates(const core::Machine& machine, const core::Measurements& measurements,
                                  core::Bytes budget, const Question& question, Trust trust);

/// In order: those with the best verdict first, of these the fastest; where none runs, the one in RAM, which
/// says what is missing, comes first.
std::vector<Candidate> ranked(std::vector<Candidate> all);

/// Tokens a second of one way, all sequences together; absent where an input is unknown.
std::optional<core::Interval> speed_of(const Layout& layout, const Inputs& inputs, const Question& question);
std::optional<core::Interval> speed_of(const Candidate& candidate, const Question& question);

}  // namespace probellm::estimator
