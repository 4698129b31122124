#pragma once

#include <string>

#include "core/plan.h"
#include "report/style.h"

namespace probellm::report {

/// What the machine does, and the cheapest change that makes it do what is wanted, in a sentence.
std::string plan_sentence(const core::Plan& plan);

/// The plan for people: the machine's memory, ways to fill its slots, what each change brings, and the
/// sentence.
std::string plan_text(const core::Plan& plan, Colour colour);

}  // namespace probellm::report
