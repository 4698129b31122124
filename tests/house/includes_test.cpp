// Holds the table of who may include whom, and which folder may see which library.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

const std::map<std::string, Names> kMayInclude{
    {"core", {"core"}},
    {"profiles", {"core", "profiles"}},
    {"probe", {"core", "probe"}},
    {"bench", {"core", "bench", "gpu"}},
    {"gpu", {"core", "gpu"}},
    {"estimator", {"core", "estimator"}},
    {"planner", {"core", "estimator", "planner"}},
    {"diff", {"diff", "core"}},
    {"fleet", {"core", "fleet"}},
    {"gguf", {"core", "gguf"}},
    {"rehearsal", {"core", "gguf", "rehearsal"}},
    {"qualify", {"core", "qualify"}},
    {"report", {"core", "report"}},
    {"app",
     {"core", "profiles", "probe", "bench", "gpu", "estimator", "planner", "diff", "fleet", "gguf",
      "rehearsal", "qualify", "report", "app"}},
};

/// Which files may include a library's headers.
const std::map<std::string, std::regex> kLibraries{
    {"nlohmann/", std::regex("core/[a-z_]*json[a-z_]*\\.(h|cpp)|app/lists\\.cpp")},
    {"toml\\+\\+/", std::regex("profiles/.*")},
    {"hwloc", std::regex("probe/cpu/topology\\.cpp")},
    {"(libtar|zlib)\\.h", std::regex("probe/capture/archive\\.cpp")},
    {"CL/", std::regex("gpu/opencl/api\\.h")},
    {"cu(da_|blas)", std::regex("gpu/cuda/.*")},
    {"hwy/", std::regex("bench/.*")},
    {"benchmark/", std::regex("bench/microbench\\.cpp")},
    {"fmt/", std::regex("(report|app)/.*")},
    {"CLI/", std::regex("app/((run_)?options(_saved|_check)?|refusals)\\.(cpp|h)")},
};

struct Include {
  std::string file;
  std::string target;
};

std::vector<Include> includes() {
  std::vector<Include> found;
  const std::regex line_form("\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(PROBELLM_SOURCE_DIR) / folder)) {
      std::ifstream file(entry.path());
      std::smatch match;
      for (std::string line; std::getline(file, line);)
        if (std::regex_match(line, match, line_form))
          found.push_back({fs::relative(entry.path(), PROBELLM_SOURCE_DIR).generic_string(), match[1]});
    }
  }
  return found;
}

std::string folder_of(const std::string& path) { return path.substr(0, path.find('/')); }

TEST(House, FoldersIncludeOnlyWhomTheyMay) {
  for (const Include& include : includes()) {
    const std::string target = folder_of(include.target);
    if (kMayInclude.contains(target)) {
      EXPECT_TRUE(kMayInclude.at(folder_of(include.file)).contains(target))
          << include.file << " includes " << include.target;
    }
  }
}

TEST(House, LibrariesAreSeenOnlyWhereTheyBelong) {
  for (const Include& include : includes()) {
    for (const auto& [library, where] : kLibraries) {
      if (std::regex_search(include.target, std::regex("^" + library))) {
        EXPECT_TRUE(std::regex_match(include.file, where)) << include.file << " includes " << include.target;
      }
    }
  }
}

TEST(House, NoFileIsLongerThan400Lines) {
  for (const auto& [folder, allowed] : kMayInclude) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(PROBELLM_SOURCE_DIR) / folder)) {
      std::ifstream file(entry.path());
      int lines = 0;
      for (std::string line; std::getline(file, line);) ++lines;
      EXPECT_LE(lines, 400) << entry.path();
    }
  }
}

TEST(House, OnlyTheAppPrintsExitsOrReadsTheEnvironment) {
  const std::regex forbidden("\\b(std::)?(printf|fprintf|puts|exit|abort|getenv|cout|cerr)\\b\\s*[(<]");
  for (const auto& [folder, allowed] : kMayInclude) {
    if (folder == "app") continue;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(PROBELLM_SOURCE_DIR) / folder)) {
      if (entry.path().filename() == "microbench.cpp") continue;
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);)
        EXPECT_FALSE(std::regex_search(line, forbidden)) << entry.path() << ": " << line;
    }
  }
}

}  // namespace
}  // namespace probellm::tests
