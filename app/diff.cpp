#include "app/diff.h"

#include <utility>
#include <vector>

#include "app/ask.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/saved.h"
#include "diff/diff.h"

namespace probellm::app {
namespace {

using core::Document;

Document failed(Document document, core::Error error) {
  document.failure = core::Failure{std::move(error), kExitUsage};
  return document;
}

core::Result<Document> loaded(const std::string& file, const profiles::Catalog& catalog) {
  auto document = load_machine(file, catalog);
  if (document && !document->measurements) document.value().measurements = core::Measurements{};
  return document;
}

/// Where either can't be answered for, as without its memory, nothing is compared.
std::vector<core::FitChange> fits_of(const Options& options,
                                     const std::vector<estimator::Question>& questions,
                                     const Document& before, const Document& after) {
  const auto then = predict(options, questions, before), now = predict(options, questions, after);
  return then && now ? diff::changed_fits(*then, *now) : std::vector<core::FitChange>{};
}

}  // namespace

Document run_diff(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  Options asked = options;
  if (asked.quants.empty()) asked.quants = {kUsualQuant};
  const auto questions = questions_of(asked, catalog);
  if (!questions) return failed(std::move(document), questions.error());
  const auto before = loaded(options.before, catalog), after = loaded(options.after, catalog);
  if (!before) return failed(std::move(document), before.error());
  if (!after) return failed(std::move(document), after.error());
  core::Comparison comparison{options.before, options.after, {}, {}, 0, 0, {}};
  comparison.facts = diff::changed_facts(*before->machine, *after->machine);
  diff::compare_rows(comparison, *before->measurements, *after->measurements);
  comparison.fits = fits_of(asked, *questions, *before, *after);
  document.comparison = std::move(comparison);
  return document;
}

}  // namespace probellm::app
