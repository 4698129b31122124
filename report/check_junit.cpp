#include "report/check_junit.h"

#include <fmt/format.h>

#include "report/check_words.h"
#include "report/html.h"

namespace probellm::report {
namespace {

using core::Check;
using core::Outcome;
using core::RuleState;

std::string with_remedy(const Outcome& outcome) {
  return escaped(sentence_of(outcome) + (outcome.remedy.empty() ? "" : "\nto do: " + outcome.remedy));
}

std::string element(std::string_view name, const Outcome& outcome, std::string_view type) {
  return fmt::format("      <{0} type=\"{1}\" message=\"{2}\">{3}</{0}>\n", name, type,
                     escaped(sentence_of(outcome)), with_remedy(outcome));
}

bool is_warning(const Outcome& outcome) {
  return outcome.state == RuleState::Fail && outcome.rule.severity == core::RuleSeverity::Warning;
}

std::string body_of(const Outcome& outcome) {
  switch (outcome.state) {
    case RuleState::Pass:
    case RuleState::Marginal:
      return "";
    case RuleState::NotChecked:
      return element("skipped", outcome, "not checked");
    case RuleState::Unknown:
      return element("error", outcome, "unknown");
    case RuleState::Untrusted:
      return element("error", outcome, "untrusted");
    case RuleState::Fail:
      return element("failure", outcome, is_warning(outcome) ? "warning" : "fail");
  }
  return "";
}

/// What each rule found, which ReFrame's schema has no place for in a case that passes.
std::string said(const Check& check) {
  std::string text = sentence_of(check) + "\n";
  for (const Outcome& outcome : check.outcomes)
    text += fmt::format("{} {}: {}\n", words_of(outcome.state), outcome.rule.id, sentence_of(outcome));
  return escaped(text);
}

/// Neither schema wants the time zone.
std::string local_time(const std::string& utc) { return utc.substr(0, utc.find('Z')); }

std::string suite_head(const core::Document& document) {
  const Check& check = *document.check;
  const bool has_host = document.machine && !document.machine->host.name.empty();
  return fmt::format(
      "  <testsuite name=\"{}\" package=\"probe-llm\" id=\"0\" timestamp=\"{}\" hostname=\"{}\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\">\n",
      escaped(check.policy), escaped(local_time(document.generated_at)),
      escaped(has_host ? document.machine->host.name : "localhost"), check.outcomes.size(),
      count_of(check, RuleState::Fail),
      count_of(check, RuleState::Unknown) + count_of(check, RuleState::Untrusted),
      count_of(check, RuleState::NotChecked));
}

}  // namespace

std::string check_junit(const core::Document& document) {
  const Check& check = *document.check;
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n" + suite_head(document);
  text +=
      fmt::format("    <properties>\n      <property name=\"probe-llm\" value=\"{}\"/>\n    </properties>\n",
                  escaped(document.version));
  for (const Outcome& outcome : check.outcomes)
    text +=
        fmt::format("    <testcase name=\"{}\" classname=\"probe-llm.{}\" time=\"0\">\n{}    </testcase>\n",
                    escaped(outcome.rule.id), escaped(check.policy), body_of(outcome));
  return text + "    <system-out>" + said(check) +
         "</system-out>\n    <system-err></system-err>\n  </testsuite>\n</testsuites>\n";
}

}  // namespace probellm::report
