#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace probellm::tests {

/// What is wrong with a document by docs/schema.json or another schema; nothing where it is valid.
std::vector<std::string> schema_problems(const nlohmann::json& schema, const nlohmann::json& document);

}  // namespace probellm::tests
