#include "estimator/several_nodes.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "estimator/fit.h"
#include "estimator/measured.h"

namespace probellm::estimator {
namespace {

using core::Bytes;
using core::Fact;
using core::Interval;

/// Bytes of a hidden value that is handed over: f32, as engines add in it.
constexpr double kBytesOfValue = 4;
/// What software makes of the latency and the bandwidth that are stated of a link.
constexpr Interval kLatencies{1, 2, 5};
constexpr Interval kShareOfLink{0.3, 0.7, 0.95};

Fact<Bytes> times(const Fact<Bytes>& bytes, int nodes) {
  return bytes ? Fact<Bytes>::known(*bytes * nodes, bytes.source() + ", " + std::to_string(nodes) + " nodes")
               : bytes;
}

/// One machine with the memory and the GPUs of all, and the bandwidth of one: nodes of a pipeline work one
/// after the other.
core::Machine with_memory_of(const core::Machine& machine, int nodes) {
  core::Machine all = machine;
  all.memory.total = times(machine.memory.total, nodes);
  all.memory.usable = times(machine.memory.usable, nodes);
  all.memory.available = times(machine.memory.available, nodes);
  if (machine.gpus) {
    std::vector<core::Gpu> gpus;
    for (int i = 0; i < nodes; ++i) gpus.insert(gpus.end(), machine.gpus->begin(), machine.gpus->end());
    all.gpus = Fact<std::vector<core::Gpu>>::known(std::move(gpus), machine.gpus.source());
  }
  return all;
}

/// The share of a token's time that is reading and arithmetic, which nodes divide among them; the rest is
/// each node's own.
double divided_share(const core::Fit& fit) {
  double divided = 0, all = 0;
  for (const core::Term& term : fit.terms) {
    all += term.seconds;
    if (term.unit == "B" || term.unit == "flop") divided += term.seconds;
  }
  return all > 0 ? divided / all : 0;
}

/// Seconds of one message: the ends are the fastest and the slowest.
Interval message(const core::Interconnect& link, double bytes) {
  const auto seconds = [&](double latencies, double share) {
    return link.latency.value * latencies + bytes / (link.bandwidth.value * share);
  };
  return {seconds(kLatencies.low, kShareOfLink.high), seconds(kLatencies.likely, kShareOfLink.likely),
          seconds(kLatencies.high, kShareOfLink.low)};
}

/// Seconds that a token spends on the interconnect.
Interval on_link(core::NodeSharing sharing, int nodes, const core::Model& model,
                 const core::Interconnect& link) {
  const double bytes = static_cast<double>(model.hidden) * kBytesOfValue;
  const Interval one = message(link, bytes);
  // From each to the next and back to the first; or two sums a layer, each in as many steps as halve the
  // nodes.
  const double messages = sharing == core::NodeSharing::Pipeline
                              ? nodes
                              : 2.0 * static_cast<double>(model.layers) * std::ceil(std::log2(nodes));
  return scaled(one, messages);
}

core::NodesFit shared(const core::Fit& fit, core::NodeSharing sharing, int nodes, const Question& question,
                      const core::Interconnect& link) {
  core::NodesFit result;
  result.sharing = sharing;
  result.nodes = nodes;
  result.verdict = fit.verdict;
  if (!fit.decode_tokens_per_second || fit.verdict == core::Verdict::DoesNotFit) return result;
  const double divided = sharing == core::NodeSharing::Tensor ? divided_share(fit) : 0;
  const double left = 1 - divided + divided / nodes;
  const Interval extra = on_link(sharing, nodes, question.model, link);
  const Interval& alone = *fit.decode_tokens_per_second;
  const auto rate = [&](double tokens_per_second, double seconds) {
    return 1 / (left / tokens_per_second + seconds);
  };
  result.decode_tokens_per_second =
      Interval{rate(alone.low, extra.high), rate(alone.likely, extra.likely), rate(alone.high, extra.low)};
  result.share_of_interconnect = extra.likely * result.decode_tokens_per_second->likely;
  return result;
}

}  // namespace

std::vector<core::NodesFit> fit_on_nodes(const core::Machine& machine, const core::Measurements& measurements,
                                         const Question& question, const core::Interconnect& link, int most) {
  std::vector<core::NodesFit> fits;
  for (int nodes = 2; nodes <= most; nodes *= 2) {
    const auto all = fit(with_memory_of(machine, nodes), measurements, question);
    if (!all) continue;
    for (const auto sharing : {core::NodeSharing::Pipeline, core::NodeSharing::Tensor})
      fits.push_back(shared(*all, sharing, nodes, question, link));
  }
  return fits;
}

}  // namespace probellm::estimator
