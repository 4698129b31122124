#include "estimator/prefill.h"

#include <cmath>
#include <vector>

namespace probellm::estimator {
namespace {

bool are_measured(const PromptWork& work, const Inputs& inputs) {
  return inputs.has(Input::RestProducts) &&
         (work.expert_products.value <= 0 || inputs.has(Input::ExpertProducts));
}

double products_seconds(const PromptWork& work, const Inputs& inputs, const Point& p) {
  if (are_measured(work, inputs)) {
    const double share = at(p, Input::ProductsShare);
    const double rest = work.rest_products.value / (at(p, Input::RestProducts) * share);
    if (work.expert_products.value <= 0) return rest;
    return rest + work.expert_products.value / (at(p, Input::ExpertProducts) * share);
  }
  const double bandwidth = at(p, Input::HostBandwidth) * at(p, Input::HostShare) * at(p, Input::SocketShare);
  const double products = work.expert_products.value + work.rest_products.value;
  return static_cast<double>(work.read_per_batch.value) / bandwidth +
         products / (at(p, Input::Peak) * at(p, Input::PrefillShare));
}

double batch_seconds(const PromptWork& work, const Inputs& inputs, const Point& p) {
  const double overhead = static_cast<double>(work.layers) *
                          (at(p, Input::BarriersPerLayer) * at(p, Input::Barrier) + at(p, Input::SmallOps));
  double disk = 0;
  if (work.disk_per_batch.value > 0)
    disk = static_cast<double>(work.disk_per_batch.value) /
           (at(p, Input::DiskBandwidth) * at(p, Input::DiskShare));
  return products_seconds(work, inputs, p) + disk + overhead;
}

}  // namespace

double experts_touched(double used, double experts, double tokens) {
  if (experts <= 0) return 0;
  return 1 - std::pow(1 - used / experts, tokens);
}

std::vector<Input> inputs_used(const PromptWork& work, const Inputs& inputs) {
  std::vector<Input> used{Input::BarriersPerLayer, Input::Barrier, Input::SmallOps};
  const auto add = [&](std::initializer_list<Input> more) { used.insert(used.end(), more); };
  if (!are_measured(work, inputs))
    add({Input::HostBandwidth, Input::HostShare, Input::SocketShare, Input::Peak, Input::PrefillShare});
  if (are_measured(work, inputs)) add({Input::RestProducts, Input::ProductsShare});
  if (are_measured(work, inputs) && work.expert_products.value > 0) add({Input::ExpertProducts});
  if (work.disk_per_batch.value > 0) add({Input::DiskBandwidth, Input::DiskShare});
  return used;
}

std::optional<TimeInterval> prompt_time(const PromptWork& work, const Inputs& inputs) {
  const auto batches = static_cast<double>(work.micro_batches);
  return spread_time(inputs, inputs_used(work, inputs),
                     [&](const Point& p) { return batches * batch_seconds(work, inputs, p); });
}

}  // namespace probellm::estimator
