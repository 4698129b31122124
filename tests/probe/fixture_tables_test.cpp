#include "tests/probe/fixture_tables.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace probellm::probe {
namespace {

/// Where a fixture's table lies; UPDATE_GOLDEN writes it there.
TEST(FixtureTables, AreAsTheyAreBuilt) {
  const std::filesystem::path fixtures = std::filesystem::path(PROBELLM_SOURCE_DIR) / "tests" / "fixtures";
  for (const FixtureTable& table : fixture_tables()) {
    const auto path = fixtures / table.machine / "root/sys/firmware/dmi/tables/DMI";
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
      std::filesystem::create_directories(path.parent_path());
      std::ofstream(path, std::ios::binary) << table.bytes;
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    EXPECT_TRUE(bytes.str() == table.bytes) << path;
  }
}

}  // namespace
}  // namespace probellm::probe
