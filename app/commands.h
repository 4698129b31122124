#pragma once

#include <string>
#include <vector>

#include "app/options.h"
#include "core/document.h"
#include "core/result.h"
#include "estimator/question.h"
#include "profiles/catalog.h"
#include "report/style.h"

namespace probellm::app {

/// A document with nothing but the command, the version and, where something will be read, the time.
core::Document start_document(const Options& options);

/// Fills in the machine, and its measurements where they were saved; empty ones where they weren't.
core::Result<core::Document> gather(const Options& options, const profiles::Catalog& catalog,
                                    core::Document document);

/// Reads the machine.
core::Document run_probe(const Options& options, const profiles::Catalog& catalog);

/// Records the machine in a folder or an archive; the document has what reading that gives, or the failure.
core::Document run_capture(const Options& options);

/// Reads and measures the machine; a failure is in the document.
core::Document run_bench(const Options& options, const profiles::Catalog& catalog);

/// Reads, measures and predicts; a failure is in the document.
core::Document run_fit(const Options& options, const profiles::Catalog& catalog);

/// The answers to questions about the document's machine, with what was measured of it and how far the
/// estimate was off where it was rehearsed here; NotFound where the machine's memory isn't known.
core::Result<core::FitReport> predict(const Options& options,
                                      const std::vector<estimator::Question>& questions,
                                      const core::Document& document);

/// What the profiles know of models.
std::string models_output(const Options& options, const profiles::Catalog& catalog);

/// What the recipes take of a model; Malformed where the model isn't known.
core::Result<std::string> quants_output(const Options& options, const profiles::Catalog& catalog);

}  // namespace probellm::app
