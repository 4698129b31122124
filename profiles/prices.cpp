#include "profiles/prices.h"

#include <cmath>
#include <string>

#include "profiles/toml_fields.h"
#include "profiles/toml_file.h"

namespace probellm::profiles {

core::Result<core::Prices> parse_prices(std::string_view text, std::string_view file) {
  constexpr double kMost = 1e9;
  const auto table = parse_toml(text, file);
  if (!table) return table.error();
  std::string problem;
  const TomlFields root(*table, file, problem);
  root.only({"currency", "prices"});
  core::Prices prices;
  prices.currency = root.text("currency");
  const toml::table* each = (*table)["prices"].as_table();
  if (each == nullptr) root.expected("prices", "a table as [prices] and \"64GB DDR5-6400\" = 310");
  if (!problem.empty()) return core::Error{core::ErrorKind::Malformed, problem};
  for (const auto& [name, node] : *each) {
    const auto price = node.value<double>();
    if (!price || !std::isfinite(*price) || *price < 0 || *price > kMost)
      return core::Error{core::ErrorKind::Malformed,
                         std::string(file) + ":" + std::to_string(node.source().begin.line) + ": " +
                             std::string(name.str()) +
                             ": expected what one costs, a number from 0 to a billion"};
    prices.each[std::string(name.str())] = *price;
  }
  return prices;
}

}  // namespace probellm::profiles
