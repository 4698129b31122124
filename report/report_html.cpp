#include "report/report_html.h"

#include <utility>

#include "core/document.h"
#include "report/html.h"
#include "report/machine_text.h"
#include "report/page/embedded.h"
#include "report/report_text.h"

namespace probellm::report {
namespace {

/// What the page shows: without single samples, of which there are thousands.
core::Document shown(core::Document document) {
  if (!document.measurements) return document;
  for (core::Measurement& row : document.measurements->rows) row.samples.clear();
  return document;
}

std::string machine_rows(const core::Machine& machine) {
  std::string rows;
  for (const MachineLine& line : machine_lines(machine))
    rows += std::string("        <tr><th scope=\"row\"") + (line.name == "warning" ? " class=\"warn\"" : "") +
            ">" + escaped(line.name) + "</th><td>" + escaped(line.text) + "</td></tr>\n";
  return rows;
}

std::string scripts() {
  std::string all;
  for (const EmbeddedPage& file : embedded_pages())
    if (file.name.ends_with(".js")) all += std::string(file.text) + "\n";
  return all;
}

std::string_view page_file(std::string_view name) {
  for (const EmbeddedPage& file : embedded_pages())
    if (file.name == name) return file.text;
  return "";
}

}  // namespace

std::string report_html(const core::Document& document) {
  if (!document.machine) return "";
  return filled_in(page_file("report.html"),
                   {{"title", escaped(document.machine->host.name + ": fit report")},
                    {"style", std::string(page_file("report.css"))},
                    {"text", escaped(report_text(document, Colour::Never))},
                    {"machine", machine_rows(*document.machine)},
                    {"data", in_script(core::to_json_line(shown(document)))},
                    {"script", scripts()}});
}

}  // namespace probellm::report
