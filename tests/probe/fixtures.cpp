#include "tests/probe/fixtures.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/document.h"

namespace probellm::probe {

std::vector<std::string> fixture_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(fixture("")))
    if (std::filesystem::is_directory(entry.path() / "root"))
      names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string json_of(const core::Machine& machine) {
  core::Document document;
  document.machine = machine;
  return core::to_json(document);
}

}  // namespace probellm::probe
