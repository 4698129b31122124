#include "tests/app/schema.h"

#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace probellm::tests {

std::vector<std::string> schema_problems(const nlohmann::json& schema, const nlohmann::json& document) {
  valijson::Schema compiled;
  const valijson::adapters::NlohmannJsonAdapter schema_adapter(schema);
  valijson::SchemaParser().populateSchema(schema_adapter, compiled);
  valijson::ValidationResults results;
  const valijson::adapters::NlohmannJsonAdapter document_adapter(document);
  std::vector<std::string> problems;
  if (valijson::Validator().validate(compiled, document_adapter, &results)) return problems;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string path;
    for (const std::string& part : error.context) path += part;
    problems.push_back(path + ": " + error.description);
  }
  return problems;
}

}  // namespace probellm::tests
