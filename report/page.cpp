#include "report/page.h"

#include "report/html.h"
#include "report/page/embedded.h"

namespace probellm::report {

std::string page(std::string_view name, const core::Document& document, const std::string& title,
                 const std::string& text, std::vector<std::pair<std::string_view, std::string>> more) {
  std::string_view head, body;
  for (const EmbeddedPage& file : embedded_pages()) {
    if (file.name == "head.html") head = file.text;
    if (file.name == name) body = file.text;
    more.emplace_back(file.name, file.text);
  }
  more.emplace_back("title", escaped(title));
  more.emplace_back("text", escaped(text));
  more.emplace_back("data", in_script(core::to_json_line(document)));
  return filled_in(std::string(head) + std::string(body), more);
}

}  // namespace probellm::report
