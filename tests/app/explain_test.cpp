#include "tests/app/command.h"

namespace probellm::tests {
namespace {

TEST(ExplainCommand, ShowsTheEquationItsSumAndTheCommand) {
  const Outcome outcome = run(std::string("explain --quant q4_k_m ") + kServer);
  EXPECT_EQ(outcome.exit_code, 0);
  for (const char* words : {"q4_k experts, reading", "barriers", "a token", "Each number's basis",
                            "Run it so:", "llama-server -m MODEL.gguf -c 8192"})
    EXPECT_NE(outcome.out.find(words), std::string::npos) << words << "\n" << outcome.out;
}

TEST(ExplainCommand, ItsJsonIsADocumentOfTheSchema) {
  const Outcome outcome = run(std::string("explain --json --quant q4_k_m ") + kServer);
  expect_valid(outcome);
  EXPECT_EQ(outcome.json()["command"], "explain");
  EXPECT_FALSE(outcome.json()["fits"][0]["terms"].empty());
}

TEST(Placement, IsTheOneThatIsAskedFor) {
  const Outcome outcome = run(std::string("--json --quant q4_k_m --placement cpu ") + kServer);
  EXPECT_EQ(outcome.json()["fits"][0]["placement"], "cpu");
  EXPECT_EQ(run(std::string("--placement moon ") + kServer).exit_code, 2);
}

TEST(Engine, IsTheOneThatIsAskedFor) {
  const Outcome outcome = run(std::string("--json --quant q4_k_m --engine ik_llama.cpp ") + kServer);
  EXPECT_EQ(outcome.json()["fits"][0]["engine"], "ik_llama.cpp");
  const Outcome unknown = run(std::string("--engine ollama ") + kServer);
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("--engine ollama: not known; known are llama.cpp"), std::string::npos)
      << unknown.err;
}

TEST(Models, OtherThanTheUsualOneHaveAnswersToo) {
  for (const char* model : {"gpt-oss-120b", "llama-3.3-70b", "qwen3-235b-a22b", "glm-4.5"}) {
    const Outcome outcome = run(std::string("--json --quant q4_k_m --model ") + model + " " + kServer);
    EXPECT_EQ(outcome.exit_code, 0) << model << outcome.err;
    expect_valid(outcome);
  }
}

TEST(Gguf, NamesAFileThatIsNone) {
  const std::string path = temporary("not.gguf");
  std::ofstream(path) << "<!DOCTYPE html><html>";
  const Outcome outcome = run("--gguf " + path + " " + kServer);
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find(path), std::string::npos) << outcome.err;
  EXPECT_EQ(run(std::string("--gguf /no/such/file ") + kServer).exit_code, 2);
}

TEST(Gguf, ExcludesAModelAndARecipe) {
  EXPECT_EQ(run(std::string("--gguf x.gguf --model kimi-k2.6 ") + kServer).exit_code, 2);
  EXPECT_EQ(run(std::string("--gguf x.gguf --quant q4_k_m ") + kServer).exit_code, 2);
}

TEST(RehearseCommand, WithoutAnEngineSaysHowToGetOne) {
  const Outcome outcome = run("rehearse", "PATH=/no/such/folder");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("no llama-bench in PATH: install llama.cpp"), std::string::npos) << outcome.err;
}

TEST(RehearseCommand, NamesAnEngineThatIsMissing) {
  const Outcome outcome = run("rehearse --llama-bench /no/such/llama-bench");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_NE(outcome.err.find("--llama-bench /no/such/llama-bench: there is no such program"),
            std::string::npos)
      << outcome.err;
}

TEST(RehearseCommand, ForgetsWhatWasKept) {
  const std::string folder = temporary("state");
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/rehearsal-x.json") << "{}";
  std::ofstream(folder + "/mine.txt") << "not a rehearsal";
  const Outcome outcome = run("rehearse --forget --state " + folder);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "1 rehearsal forgotten\n");
  EXPECT_TRUE(std::filesystem::exists(folder + "/mine.txt"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace probellm::tests
