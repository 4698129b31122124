#include "planner/matrix.h"

#include "profiles/machine_spec.h"
#include "tests/planner/example.h"

namespace probellm::tests {
namespace {

core::Matrix matrix_of_profiles() {
  std::vector<planner::ClassMachine> machines;
  for (const core::MemoryClass& memory : catalog().classes) {
    const auto spec = profiles::parse_machine_spec(memory.machine, catalog());
    if (!spec) ADD_FAILURE() << memory.name << ": " << spec.error().what;
    if (spec) machines.push_back({memory, *spec});
  }
  return *planner::matrix(machines, {question("q4_k_m"), question("iq1_s")});
}

TEST(Matrix, EveryClassOfTheProfilesIsAMachine) {
  const core::Matrix matrix = matrix_of_profiles();
  EXPECT_EQ(matrix.rows.size(), catalog().classes.size());
  EXPECT_GE(matrix.rows.size(), 10U);
  for (const core::MatrixRow& row : matrix.rows) {
    EXPECT_EQ(row.cells.size(), 2U) << row.memory.name;
    EXPECT_GT(row.bandwidth.value, 30e9) << row.memory.name;
  }
}

TEST(Matrix, ACardOf24GibDoesNotHoldTheModelThatItsClaimIsAbout) {
  for (const core::MatrixRow& row : matrix_of_profiles().rows)
    if (row.memory.name == "RTX 4090 in a desktop") {
      EXPECT_EQ(row.cells.front().verdict, core::Verdict::Streams);
      EXPECT_LT(row.cells.front().decode_tokens_per_second->likely, row.memory.claimed_tokens_per_second / 3);
    }
}

TEST(Matrix, MachinesOfOneClassDifferWhereTheClaimDoesNot) {
  double least = 1e9, most = 0;
  for (const core::MatrixRow& row : matrix_of_profiles().rows) {
    const auto& speed = row.cells.front().decode_tokens_per_second;
    if (row.memory.claimed_tokens_per_second != 1.0 || !speed) continue;
    least = std::min(least, speed->likely);
    most = std::max(most, speed->likely);
  }
  EXPECT_GT(most / least, 5);
}

}  // namespace
}  // namespace probellm::tests
