#include "estimator/prefill.h"

#include <cmath>
#include <vector>

namespace probellm::estimator {
namespace {

double batch_seconds(const PromptWork& work, const Point& p) {
  const double bandwidth = at(p, Input::HostBandwidth) * at(p, Input::HostShare) * at(p, Input::SocketShare);
  const double reading = static_cast<double>(work.read_per_batch.value) / bandwidth;
  const double computing = work.work_per_batch.value / (at(p, Input::Peak) * at(p, Input::PrefillShare));
  const double overhead = static_cast<double>(work.layers) *
                          (at(p, Input::BarriersPerLayer) * at(p, Input::Barrier) + at(p, Input::SmallOps));
  double disk = 0;
  if (work.disk_per_batch.value > 0)
    disk = static_cast<double>(work.disk_per_batch.value) /
           (at(p, Input::DiskBandwidth) * at(p, Input::DiskShare));
  return reading + computing + disk + overhead;
}

}  // namespace

double experts_touched(double used, double experts, double tokens) {
  return 1 - std::pow(1 - used / experts, tokens);
}

std::vector<Input> inputs_used(const PromptWork& work) {
  std::vector<Input> used{Input::HostBandwidth, Input::HostShare,        Input::SocketShare, Input::Peak,
                          Input::PrefillShare,  Input::BarriersPerLayer, Input::Barrier,     Input::SmallOps};
  if (work.disk_per_batch.value > 0) used.insert(used.end(), {Input::DiskBandwidth, Input::DiskShare});
  return used;
}

std::optional<TimeInterval> prompt_time(const PromptWork& work, const Inputs& inputs) {
  const auto batches = static_cast<double>(work.micro_batches);
  return spread_time(inputs, inputs_used(work),
                     [&](const Point& p) { return batches * batch_seconds(work, p); });
}

}  // namespace probellm::estimator
