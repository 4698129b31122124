#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace probellm::core {

/// What parts cost each, in one currency, by name: "64GB DDR5-6400", "RTX 5090", "EPYC 9355", "NVMe".
struct Prices {
  std::string currency;
  std::map<std::string, double> each;
};

/// Equal parts that are bought, by the name that a price list has.
struct Purchase {
  int count = 0;
  std::string what;
};

/// What purchases cost together; absent where a part has no price, which `unpriced` then names.
struct Cost {
  std::optional<double> amount;
  std::string unpriced;
};

}  // namespace probellm::core
