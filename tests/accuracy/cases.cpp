#include "tests/accuracy/cases.h"

namespace probellm::tests {
namespace {

Case with_types(std::string experts, std::string rest) {
  Case c;
  c.experts_type = std::move(experts);
  c.rest_type = std::move(rest);
  return c;
}

Case with_layers(std::string experts_type, std::int64_t moe_layers, std::int64_t experts) {
  Case c;
  c.experts_type = std::move(experts_type);
  c.moe_layers = moe_layers;
  c.experts = experts;
  return c;
}

Case dense_case(std::string model, std::int64_t layers, std::string type) {
  Case c;
  c.model = std::move(model);
  c.experts_type = c.rest_type = std::move(type);
  c.dense_layers = layers;
  c.moe_layers = c.experts = 0;
  return c;
}

Case of_model(Case c, std::string model) {
  c.model = std::move(model);
  return c;
}

Case at_depth(Case c, std::int64_t depth) {
  c.depth = depth;
  c.threads = {2};
  return c;
}

Case of_prompt(Case c, std::int64_t prompt) {
  c.prompt = prompt;
  c.threads = {2};
  return c;
}

}  // namespace

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const char* type : {"q4_0", "q4_k", "q8_0", "q6_k", "q3_k", "q2_k", "iq4_xs"})
    cases.push_back(with_types(type, "q8_0"));
  for (const char* rest : {"f16", "bf16"}) cases.push_back(with_types("q4_k", rest));
  cases.push_back(with_layers("q4_k", 1, 64));
  cases.push_back(with_layers("q4_k", 6, 16));
  cases.push_back(with_layers("q2_k", 2, 128));
  cases.push_back(of_model(with_layers("q4_k", 2, 32), "deepseek-v3"));
  cases.push_back(dense_case("llama-3.2-3b", 28, "q4_k"));
  cases.push_back(dense_case("llama-3.2-1b", 16, "q8_0"));
  cases.push_back(at_depth(with_types("q4_k", "q8_0"), 4096));
  // The engine reads the whole depth before it decodes: few layers, as it takes a quarter of an hour.
  cases.push_back(at_depth(with_layers("q4_k", 1, 16), 16384));
  for (const char* type : {"q4_k", "q8_0", "q2_k"}) cases.push_back(of_prompt(with_types(type, "q8_0"), 512));
  cases.push_back(of_prompt(dense_case("llama-3.2-1b", 16, "q8_0"), 512));
  return cases;
}

std::vector<Case> quick_cases() {
  Case moe = with_layers("q4_k", 1, 16);
  Case dense = dense_case("llama-3.2-1b", 4, "q8_0");
  moe.threads = dense.threads = {2};
  return {moe, dense};
}

gguf::Slice slice_of(const profiles::Catalog& catalog, const Case& c) {
  return {c.dense_layers,
          c.moe_layers,
          c.experts,
          c.vocabulary,
          *profiles::find_type(catalog, c.experts_type),
          *profiles::find_type(catalog, c.rest_type)};
}

}  // namespace probellm::tests
