#include "app/report.h"

#include <array>
#include <utility>

#include "app/ask.h"
#include "app/commands.h"
#include "app/exit_code.h"
#include "app/outputs.h"
#include "app/plan.h"
#include "report/report_html.h"
#include "report/report_md.h"
#include "report/report_text.h"

namespace probellm::app {
namespace {

using core::Document;

/// Contexts that a report tells of beside the one that was asked.
constexpr std::array<std::int64_t, 7> kContexts{4096, 8192, 16384, 32768, 65536, 131072, 262144};

std::array<Output, 3> outputs_of(const Options& options) {
  return {{{options.html_file, report::report_html},
           {options.markdown_file, report::report_md},
           {options.text_file,
            [](const Document& document) { return report::report_text(document, report::Colour::Never); }}}};
}

/// Adds the answers for the other contexts that the model can have.
core::Result<int> add_contexts(const Options& asked, const profiles::Catalog& catalog, Document& document) {
  const auto questions = questions_of(asked, catalog);
  if (!questions) return questions.error();
  const auto most = questions->front().model.max_context;
  Options options = asked;
  for (const std::int64_t context : kContexts) {
    if (context == questions->front().context_tokens || (most > 0 && context > most)) continue;
    options.context = std::to_string(context);
    const auto others = questions_of(options, catalog);
    if (!others) continue;  // A prompt that is longer than this context.
    auto report = predict(options, *others, document);
    if (!report) return report.error();
    for (core::Fit& fit : report.value().fits) document.fit->fits.push_back(std::move(fit));
  }
  return 0;
}

}  // namespace

Document run_report(const Options& options, const profiles::Catalog& catalog) {
  Document document = start_document(options);
  const auto fail = [&document](core::Error error, int code) {
    document.failure = core::Failure{std::move(error), code};
    return document;
  };
  if (auto error = refusal_of(outputs_of(options))) return fail(std::move(*error), kExitUsage);
  document = run_fit(options, catalog);
  if (document.failure) return document;
  if (const auto added = add_contexts(options, catalog, document); !added)
    return fail(added.error(), kExitUnknown);
  Options one = options;
  if (options.gguf.empty()) one.quants = {document.fit->fits[*document.fit->best].quant};
  if (auto plan = planned(one, catalog)) document.plan = std::move(plan.value());
  return document;
}

core::Result<std::string> write_report(const Options& options, const Document& document) {
  const auto outputs = outputs_of(options);
  auto printed = write_outputs(outputs, document);
  if (printed && printed->empty()) return places_of(outputs, "The report");
  return printed;
}

}  // namespace probellm::app
