#include "qualify/read_rule.h"

#include <random>

#include "tests/qualify/policies.h"

namespace probellm::tests {
namespace {

struct Mistake {
  const char* require;
  const char* what;
};

TEST(RuleText, SaysWhatIsWrongWithLineAndRule) {
  const Mistake mistakes[] = {
      {"dimms.sizes >= 8 GiB", "dimms.sizes: not known; the nearest is dimms.size"},
      {"weather >= 8", "weather: not known; `check --facts` lists what is"},
      {"memory.total >= 768 GB/s", "\"768 GB/s\": memory.total is in B, MiB, GiB, TiB, MB, GB, TB"},
      {"memory.total >= 768", "\"768\": memory.total is in B, MiB, GiB, TiB, MB, GB, TB"},
      {"cpu.cores >= 8 GiB", "\"GiB\": cpu.cores has no unit"},
      {"memory.total", "\"memory.total\": expected FACT >= VALUE, as memory.total >= 768 GiB"},
      {"memory.total >= 1.2.3 GiB", "\"1.2.3\": expected a number"},
      {"cpu.governor >= performance", ">=: a word is compared with =, != or has"},
      {"memory.total has 5 GiB", "has: a number is compared with >=, <=, >, <, = or !="},
      {"cpu.cores = rated", "cpu.cores has nothing that is called rated"},
      {"memory.total >= 5 % of cpu.cores", "cpu.cores: is in other units than memory.total"},
      {"fit(kimi-k2.6).decode.low >= 8",
       "expected model, recipe and context, as fit(kimi-k2.6, q4_k_m, 32k).decode.low"},
      {"finding(nothing) = 0", "finding(nothing): no finding has that id; docs/probing.md lists them"},
      {"gpus(1).count >= 5", "gpus.count: takes nothing in parentheses"},
  };
  for (const Mistake& mistake : mistakes) {
    const auto policy = policy_of(mistake.require);
    ASSERT_FALSE(policy.ok()) << mistake.require;
    EXPECT_EQ(policy.error().what, std::string("policy.toml:7: rule rule: ") + mistake.what);
  }
}

TEST(RuleText, OfGarbageIsRefused) {
  std::mt19937 random(2026);
  for (int i = 0; i < 2000; ++i) {
    std::string text = i % 2 == 0 ? "memory.total >= " : "";
    for (auto letters = random() % 300; letters > 0; --letters) text += static_cast<char>(random() & 0xFF);
    EXPECT_FALSE(policy_of(text).ok()) << text;
  }
}

TEST(Policy, NamesTheLineOfWhatIsWrong) {
  const Mistake mistakes[] = {
      {"[[rule]]\nid = \"a\"\nrequir = \"x\"",
       "p.toml:3: requir: expected one of id, require, severity, remedy"},
      {"[[rule]]\nid = \"a b\"\nrequire = \"x\"",
       "p.toml:2: id: expected at most 40 small letters, digits, - and _"},
      {"[[rule]]\nid = \"a\"\nrequire = \"x\"\nseverity = \"fatal\"",
       "p.toml:4: severity: expected error or warning"},
      {"name = \"n\"", "p.toml:1: rule: expected [[rule]] with id and require"},
  };
  for (const Mistake& mistake : mistakes) {
    const auto policy = profiles::read_policy("p.toml", mistake.require);
    ASSERT_FALSE(policy.ok());
    EXPECT_EQ(policy.error().what, mistake.what);
  }
}

TEST(Policy, HasNoTwoRulesOfOneId) {
  const auto policy = profiles::read_policy("p.toml",
                                            "[[rule]]\nid = \"a\"\nrequire = \"cpu.cores >= "
                                            "1\"\n[[rule]]\nid = \"a\"\nrequire = \"cpu.cores >= 1\"");
  const auto read = qualify::read_policy_rules(*policy);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().what, "p.toml:6: rule a: another rule has that id");
}

TEST(ShippedPolicy, CanBeReadAndSaysWhatToDo) {
  for (const char* name : {"llm-server", "gpu-node", "workstation", "ci-runner"})
    for (const core::Rule& rule : shipped(name).rules)
      EXPECT_TRUE(!rule.remedy.empty() || rule.subject.name == "finding") << name << " " << rule.id;
}

}  // namespace
}  // namespace probellm::tests
