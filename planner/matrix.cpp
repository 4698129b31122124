#include "planner/matrix.h"

#include <utility>

#include "estimator/fit.h"
#include "planner/machine.h"

namespace probellm::planner {
namespace {

core::Result<core::MatrixRow> row_of(const ClassMachine& machine,
                                     const std::vector<estimator::Question>& questions) {
  const auto specified = machine_of(machine.spec);
  if (!specified) return specified.error();
  core::MatrixRow row{machine.memory, *specified->machine.memory.theoretical_bandwidth, {}};
  for (const estimator::Question& question : questions) {
    const auto fit = estimator::fit(specified->machine, specified->measurements, question);
    if (!fit) return fit.error();
    row.cells.push_back({fit->quant, fit->quant_name, fit->verdict, fit->decode_tokens_per_second});
  }
  return row;
}

}  // namespace

core::Result<core::Matrix> matrix(const std::vector<ClassMachine>& machines,
                                  const std::vector<estimator::Question>& questions) {
  core::Matrix matrix;
  matrix.model_name = questions.front().model.name;
  matrix.context_tokens = questions.front().context_tokens;
  for (const ClassMachine& machine : machines) {
    auto row = row_of(machine, questions);
    if (!row) return row.error();
    matrix.rows.push_back(std::move(row.value()));
  }
  return matrix;
}

}  // namespace probellm::planner
