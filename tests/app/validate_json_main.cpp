// validate-json SCHEMA DOCUMENT: ends with 0 where the document is valid, else says what is wrong and ends
// with 1.
#include <cstdio>
#include <fstream>

#include "tests/app/schema.h"

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  std::ifstream schema(argv[1]);
  std::ifstream document(argv[2]);
  const auto problems =
      probellm::tests::schema_problems(nlohmann::json::parse(schema), nlohmann::json::parse(document));
  for (const std::string& problem : problems) std::printf("%s\n", problem.c_str());
  return problems.empty() ? 0 : 1;
}
