#include "tests/probe/temporary_root.h"

#include <cstdlib>
#include <fstream>

namespace probellm::probe {
namespace {

std::filesystem::path make_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "probe-llm-test-XXXXXX").string();
  return mkdtemp(name.data()) == nullptr ? std::filesystem::path() : std::filesystem::path(name);
}

}  // namespace

TemporaryRoot::TemporaryRoot() : path_(make_folder()) {}

TemporaryRoot::~TemporaryRoot() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

TemporaryRoot& TemporaryRoot::file(const std::string& path, const std::string& text) {
  const std::filesystem::path whole = path_ / path.substr(1);
  std::filesystem::create_directories(whole.parent_path());
  std::ofstream(whole, std::ios::binary) << text;
  return *this;
}

TemporaryRoot& TemporaryRoot::folder(const std::string& path) {
  std::filesystem::create_directories(path_ / path.substr(1));
  return *this;
}

Sources TemporaryRoot::sources() const { return {sys(), {}, "", {}, "", false}; }

}  // namespace probellm::probe
