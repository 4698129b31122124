#include "profiles/catalog.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/document.h"
#include "profiles/embedded.h"
#include "profiles/read_profile.h"

namespace probellm::tests {
namespace {

using namespace profiles;

/// A folder of profiles that goes when the test ends.
class ProfilesDir : public testing::Test {
 protected:
  void SetUp() override {
    dir_ = testing::TempDir() + "profiles-" + testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(dir_ + "/models");
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(dir_ + "/" + name) << text;
  }
  std::string problem() const {
    const auto loaded = load_catalog(dir_);
    return loaded ? "" : loaded.error().what;
  }
  std::string dir_;
};

std::string_view embedded(std::string_view name) {
  for (const EmbeddedFile& file : embedded_files())
    if (file.name == name) return file.text;
  return "";
}

TEST(Catalog, ReadsEveryEmbeddedProfile) {
  const auto catalog = load_catalog("");
  ASSERT_TRUE(catalog) << catalog.error().what;
  EXPECT_GE(catalog->models.size(), 2u);
  EXPECT_GE(catalog->quants.size(), 14u);
  EXPECT_GE(catalog->engines.size(), 1u);
}

TEST(Catalog, EveryNamedMachineIsADocument) {
  const auto catalog = load_catalog("");
  ASSERT_FALSE(catalog->machines.empty());
  for (const NamedMachine& machine : catalog->machines) {
    const auto document = core::parse_document(machine.json);
    ASSERT_TRUE(document) << machine.name << ": " << document.error().what;
    EXPECT_TRUE(document->machine->memory.total) << machine.name;
  }
}

TEST(Catalog, FindsByIdAndAliasWhateverTheCase) {
  const auto catalog = load_catalog("");
  EXPECT_EQ(find_quant(*catalog, "Q4_K_M"), find_quant(*catalog, "q4"));
  EXPECT_EQ(find_model(*catalog, "KIMI-K2.5"), find_model(*catalog, "kimi-k2.6"));
  EXPECT_EQ(find_quant(*catalog, "q9"), nullptr);
  EXPECT_EQ(find_quant(*catalog, ""), nullptr);
}

TEST_F(ProfilesDir, AddsToTheEmbeddedOnes) {
  std::string model(embedded("models/kimi-k2.6.toml"));
  model.replace(model.find("kimi-k2.6"), 9, "my-model2");
  write("models/mine.toml", model);
  ASSERT_EQ(problem(), "");
  EXPECT_NE(find_model(*load_catalog(dir_), "my-model2"), nullptr);
  EXPECT_NE(find_model(*load_catalog(dir_), "deepseek-v3"), nullptr);
}

TEST_F(ProfilesDir, ReplacesAnEntryOfTheSameId) {
  std::string model(embedded("models/kimi-k2.6.toml"));
  model.replace(model.find("layers = 61"), 11, "layers = 62");
  write("models/kimi.toml", model);
  EXPECT_EQ(find_model(*load_catalog(dir_), "kimi-k2.6")->layers, 62);
}

TEST_F(ProfilesDir, NamesFileLineAndKeyOfAMistake) {
  write("models/bad.toml",
        "id = \"x\"\nname = \"X\"\nsource = \"y\"\narchitecture = \"z\"\nlayers = \"many\"\n");
  EXPECT_EQ(problem(), dir_ + "/models/bad.toml:5: layers: expected a whole number from 1 to 1024");
}

TEST_F(ProfilesDir, NamesFileAndLineOfBrokenToml) {
  write("models/bad.toml", "id = \"x\"\n= 3\n");
  EXPECT_TRUE(problem().starts_with(dir_ + "/models/bad.toml:2: ")) << problem();
}

TEST_F(ProfilesDir, RefusesShapesThatNoModelHas) {
  for (const char* change : {"leading_dense_layers = 61", "layers = 1000000000000", "experts_used = 385"}) {
    std::string model(embedded("models/kimi-k2.6.toml"));
    const std::string key(change, std::string_view(change).find('=') + 1);
    const auto at = model.find("\n" + key) + 1;
    model.replace(at, model.find('\n', at) - at, change);
    write("models/kimi.toml", model);
    EXPECT_NE(problem(), "") << change;
  }
}

TEST_F(ProfilesDir, RefusesAFileThatIsNoProfile) {
  write("model.toml", "id = \"x\"\n");
  EXPECT_NE(problem().find("model.toml: expected quants.toml, gpus.toml"), std::string::npos) << problem();
}

TEST(Catalog, SurvivesRandomChangesOfAProfile) {
  std::minstd_rand random(1);
  for (const EmbeddedFile& file : embedded_files()) {
    for (int round = 0; round < 100; ++round) {
      std::string changed(file.text);
      for (int i = 0; i < 3; ++i) changed[random() % changed.size()] = static_cast<char>(random() % 256);
      Catalog catalog;
      static_cast<void>(read_profile(file.name, changed, catalog));
    }
  }
}

TEST(Catalog, SaysThatAFolderIsMissing) {
  const auto loaded = load_catalog("/nowhere/at/all");
  ASSERT_FALSE(loaded);
  EXPECT_NE(loaded.error().what.find("/nowhere/at/all"), std::string::npos);
}

TEST(Catalog, SurvivesTruncatedProfiles) {
  for (const EmbeddedFile& file : embedded_files()) {
    // Large tables have the same line hundreds of times.
    const std::size_t step = std::max<std::size_t>(7, file.text.size() / 300);
    for (std::size_t length = 0; length < file.text.size(); length += step) {
      Catalog catalog;
      static_cast<void>(read_profile(file.name, file.text.substr(0, length), catalog));
    }
  }
}

}  // namespace
}  // namespace probellm::tests
