#pragma once

#include <initializer_list>
#include <string_view>

#include "core/json_fields.h"
#include "core/result.h"

namespace probellm::core {

/// The JSON value of a text, without the members of the names that are left out, wherever they are; Malformed
/// where it isn't JSON, or is deeper or wider than a document ever is.
Result<Json> parse_json(std::string_view text, std::initializer_list<std::string_view> left_out = {});

}  // namespace probellm::core
