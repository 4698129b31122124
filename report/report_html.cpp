#include "report/report_html.h"

#include <utility>

#include "core/document.h"
#include "report/html.h"
#include "report/machine_text.h"
#include "report/page.h"
#include "report/report_text.h"

namespace probellm::report {
namespace {

std::string machine_rows(const core::Machine& machine) {
  std::string rows;
  for (const MachineLine& line : machine_lines(machine))
    rows += std::string("        <tr><th scope=\"row\"") + (line.name == "warning" ? " class=\"warn\"" : "") +
            ">" + escaped(line.name) + "</th><td>" + escaped(line.text) + "</td></tr>\n";
  return rows;
}

}  // namespace

std::string report_html(const core::Document& document) {
  if (!document.machine) return "";
  return page("report.html", document, document.machine->host.name + ": fit report",
              report_text(document, Colour::Never), {{"machine", machine_rows(*document.machine)}});
}

}  // namespace probellm::report
