#pragma once

#include <string>
#include <vector>

namespace probellm::probe {

/// The SMBIOS table of a machine in tests/fixtures, which lies there as root/sys/firmware/dmi/tables/DMI.
struct FixtureTable {
  std::string machine;
  std::string bytes;
};

/// The tables of all fixtures that have one.
std::vector<FixtureTable> fixture_tables();

}  // namespace probellm::probe
