#include "report/fleet_html.h"

#include "report/fleet_text.h"
#include "report/page.h"

namespace probellm::report {

std::string fleet_html(const core::Document& document) {
  if (!document.fleet) return "";
  return page("fleet.html", document, "fleet report", fleet_text(*document.fleet, Colour::Never));
}

}  // namespace probellm::report
