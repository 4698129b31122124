#pragma once

#include <optional>

#include "core/document.h"

namespace probellm::app {

constexpr int kExitFits = 0;
constexpr int kExitMarginal = 1;
constexpr int kExitUsage = 2;
constexpr int kExitDoesNotFit = 3;
constexpr int kExitUnknown = 4;
constexpr int kExitUntrustworthy = 5;
constexpr int kExitWarned = 1;
constexpr int kExitFailed = 3;
constexpr int kExitInternal = 70;
constexpr int kExitInterrupted = 130;

/// The code for a finished document: its failure's; of a comparison 1 where something changed beyond noise;
/// else that of a model that doesn't fit, else that of an untrustworthy read bandwidth unless its use was
/// forced, else that of the best verdict.
int exit_code_of(const core::Document& document);

/// What Nagios makes of a code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
int nagios_code_of(int code);

}  // namespace probellm::app
