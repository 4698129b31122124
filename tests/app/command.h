#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/app/schema.h"

namespace probellm::tests {

inline std::string text_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// What a run of the real binary did.
struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;

  nlohmann::json json() const { return nlohmann::json::parse(out); }
};

/// A fresh path below the test's temporary folder.
inline std::string temporary(const std::string& name) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return testing::TempDir() + test->test_suite_name() + "-" + test->name() + "-" + name;
}

/// Runs `probe-llm ARGUMENTS` through the shell; the arguments may redirect.
inline Outcome run(const std::string& arguments, const std::string& before = "") {
  const std::string out = temporary("out");
  const std::string err = temporary("err");
  const std::string line =
      before + " " PROBELLM_BINARY " " + arguments + " >" + out + " 2>" + err + " </dev/null";
  const int status = std::system(line.c_str());
  Outcome outcome{WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of_file(out), text_of_file(err)};
  std::filesystem::remove(out);
  std::filesystem::remove(err);
  return outcome;
}

/// Fails the test where the output isn't a document of the schema.
inline void expect_valid(const Outcome& outcome) {
  const auto schema = nlohmann::json::parse(text_of_file(PROBELLM_SOURCE_DIR "/docs/schema.json"));
  const auto document = nlohmann::json::parse(outcome.out, nullptr, false);
  ASSERT_FALSE(document.is_discarded()) << outcome.out;
  for (const std::string& problem : schema_problems(schema, document)) ADD_FAILURE() << problem;
}

constexpr const char* kServer = "--machine server-768gb-ddr5-12ch";

}  // namespace probellm::tests
