#include "report/check_github.h"

#include <fmt/format.h>

#include "report/check_words.h"
#include "report/markdown.h"

namespace probellm::report {
namespace {

using core::Outcome;
using core::RuleState;

std::string_view level_of(const Outcome& outcome) {
  if (outcome.state == RuleState::Marginal) return "notice";
  return outcome.rule.severity == core::RuleSeverity::Warning ? "warning" : "error";
}

/// What the runner takes for an end is written as it reads it back; of a property also what parts those.
std::string in_command(std::string_view text, std::string_view also = "") {
  std::string safe;
  for (const char letter : text) {
    const bool is_special =
        letter == '%' || letter == '\n' || letter == '\r' || also.find(letter) != also.npos;
    if (is_special)
      safe += fmt::format("%{:02X}", static_cast<unsigned char>(letter));
    else
      safe += letter;
  }
  return safe;
}

}  // namespace

std::string check_github(const core::Document& document) {
  std::string text;
  for (const Outcome& outcome : document.check->outcomes) {
    if (!is_problem(outcome.state)) continue;
    const std::string remedy = outcome.remedy.empty() ? "" : "\nto do: " + outcome.remedy;
    text += fmt::format("::{} file={},line={},title={}::{}\n", level_of(outcome),
                        in_command(document.check->file, ":,"), outcome.rule.line,
                        in_command(outcome.rule.id, ":,"), in_command(sentence_of(outcome) + remedy));
  }
  return text;
}

std::string check_md(const core::Document& document) {
  const core::Check& check = *document.check;
  std::vector<std::vector<std::string>> rows{{"rule", "state", "found", "to do"}};
  for (const Outcome& outcome : check.outcomes)
    rows.push_back({outcome.rule.id, words_of(outcome.state), sentence_of(outcome), outcome.remedy});
  const std::string host = document.machine ? document.machine->host.name : "";
  return fmt::format("### {}\n\n{}\n\n{}\n", md_cell("probe-llm check of " + host),
                     md_cell(sentence_of(check)), md_table(rows));
}

}  // namespace probellm::report
