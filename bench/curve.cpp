#include "bench/curve.h"

#include <utility>

#include "bench/quality.h"

namespace probellm::bench {

std::vector<core::Measurement> measure_each(
    Session& session, std::size_t count, core::Seconds ceiling,
    const std::function<core::Measurement(std::size_t index, core::Seconds ceiling)>& measure) {
  const core::Seconds end = session.now() + ceiling;
  std::vector<core::Measurement> rows;
  for (std::size_t i = 0; i < count; ++i)
    rows.push_back(measure(i, (end - session.now()) * (1.0 / static_cast<double>(count - i))));
  return rows;
}

core::Measurement without_time(core::Measurement row) {
  return without_number(std::move(row), core::Status::Skipped, "no time was left: give it more time");
}

}  // namespace probellm::bench
