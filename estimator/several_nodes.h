#pragma once

#include <vector>

#include "core/machine.h"
#include "core/measurement.h"
#include "core/several_nodes.h"
#include "estimator/question.h"

namespace probellm::estimator {

/// The model on 2, 4, 8 and so on up to `most` machines like this one over an interconnect, in both ways to
/// share it. An estimate: the interconnect isn't measured, and engines are taken to reach half to nearly all
/// of what is stated of it.
std::vector<core::NodesFit> fit_on_nodes(const core::Machine& machine, const core::Measurements& measurements,
                                         const Question& question, const core::Interconnect& link, int most);

}  // namespace probellm::estimator
