#include "estimator/explain.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace probellm::estimator {
namespace {

using core::Operation;
using core::Term;

/// Builds the terms of one workload, one for each `what`; a term's seconds follow from its factors, so that
/// they can't disagree.
struct Equation {
  const Inputs& inputs;
  std::vector<Term> terms{};

  void add(std::string what, double amount, std::string unit, const std::vector<Input>& times,
           const std::vector<Input>& over) {
    if (amount <= 0) return;
    const auto same = std::ranges::find(terms, what, &Term::what);
    if (same != terms.end()) {
      same->seconds *= 1 + amount / same->amount;
      same->amount += amount;
      return;
    }
    Term term{std::move(what), amount, std::move(unit), {}, amount};
    for (const Input input : times) {
      term.factors.push_back({Operation::Times, *inputs.of(input)});
      term.seconds *= inputs.of(input)->value.likely;
    }
    for (const Input input : over) {
      term.factors.push_back({Operation::Over, *inputs.of(input)});
      term.seconds /= inputs.of(input)->value.likely;
    }
    terms.push_back(std::move(term));
  }
};

double count(std::int64_t value) { return static_cast<double>(value); }
double bytes(core::Bytes value) { return static_cast<double>(value.value); }

void add_products(Equation& equation, const std::string& what, const TypeRead& read) {
  const Input rate = read.is_routed ? Input::PassExpertProducts : Input::PassRestProducts;
  if (equation.inputs.has(rate))
    equation.add(what + ", multiplying", 2 * read.elements, "flop", {}, {rate, Input::ProductsShare});
  else
    equation.add(what + ", multiplying", 2 * read.elements, "flop", {}, {Input::Peak, Input::DecodeShare});
}

void add_weights(Equation& equation, const Part& part) {
  const TypeRead& read = *part.read;
  const auto rate = measured_rate(equation.inputs, read.type);
  // What wasn't measured takes as long as its bytes, whatever its shape.
  const Shape shape = rate ? read.shape : Shape::Usual;
  const std::string what = read.type + (read.is_routed             ? " experts"
                                        : shape == Shape::OfHeads  ? " weights of heads"
                                        : shape == Shape::LongRows ? " weights in long rows"
                                                                   : " weights");
  if (part.is_together || (part.is_arithmetic && !rate))
    add_products(equation, what, read);
  else if (part.share_of_peak)
    equation.add(what + ", multiplying", 2 * read.elements, "flop", {}, {Input::Peak, *part.share_of_peak});
  else if (rate && !part.is_reading)
    equation.add(what, bytes(read.bytes), "B", {}, rate_factors(read, equation.inputs));
  else
    equation.add(what + ", reading", bytes(read.bytes), "B", {},
                 {Input::HostBandwidth, Input::HostShare, Input::SocketShare});
}

void add_disk(Equation& equation, const Workload& work) {
  const double exponent = equation.inputs.of(Input::CacheHitExponent)->value.likely;
  const double misses = 1 - std::pow(work.experts_in_ram, exponent);
  equation.add("experts that RAM doesn't hold", misses * bytes(work.routed_from_disk), "B", {},
               {Input::DiskBandwidth, Input::DiskShare});
  equation.add("other weights that RAM doesn't hold", bytes(work.rest_from_disk), "B", {},
               {Input::DiskBandwidth, Input::DiskShare});
}

void add_attention(Equation& equation, const Workload& work, const Part& part) {
  if (work.vram_attention.value > 0 && part.is_reading)
    equation.add("attention on the GPUs, reading the cache", bytes(work.vram_kv_read), "B", {},
                 {Input::VramBandwidth, Input::VramShare});
  else if (work.vram_attention.value > 0)
    equation.add("attention on the GPUs", work.vram_attention.value, "flop", {},
                 {Input::MatrixRate, Input::VramAttentionShare});
  else if (part.is_reading)
    equation.add("attention, reading the cache", bytes(work.kv_read), "B", {},
                 {Input::HostBandwidth, Input::HostShare, Input::SocketShare});
  else if (equation.inputs.has(Input::AttentionRate))
    equation.add("attention", work.attention.value, "flop", {},
                 {Input::AttentionRate, Input::MeasuredAttentionShare});
  else
    equation.add("attention", work.attention.value, "flop", {}, {Input::Peak, Input::AttentionShare});
}

void add_overhead(Equation& equation, const Workload& work) {
  const double on_host = host_layers(work);
  const std::string size = work.share_of_operations < 1 ? ", in layers like Kimi's" : "";
  equation.add("barriers" + size, on_host, "layers", {Input::BarriersPerLayer, Input::Barrier}, {});
  equation.add("small operations" + size, on_host, "layers", {Input::SmallOps}, {});
  equation.add("CPU and GPU waiting for each other", count(work.split_layers), "layers",
               {Input::HybridOverhead}, {});
  equation.add("launches on the GPUs", count(work.vram_layers), "layers", {Input::VramLayer}, {});
  equation.add("GPUs joining their halves", count(work.all_reduces), "times", {Input::AllReduce}, {});
  equation.add("one GPU handing over to the next", count(work.gpu_hops), "times", {Input::GpuHop}, {});
}

}  // namespace

std::vector<Term> explain_token(const Workload& work, const Inputs& inputs) {
  Equation equation{inputs};
  for (const Part& part : likely_parts(work, inputs)) switch (part.wait) {
      case Wait::Weights:
        add_weights(equation, part);
        break;
      case Wait::Vram:
        equation.add("weights in VRAM", bytes(work.vram_read), "B", {},
                     {Input::VramBandwidth, Input::VramShare});
        break;
      case Wait::Disk:
        add_disk(equation, work);
        break;
      case Wait::Attention:
        add_attention(equation, work, part);
        break;
      case Wait::Overhead:
        add_overhead(equation, work);
        break;
    }
  // Where it was rehearsed, all of it takes so much longer.
  const core::Assumption& residual = *inputs.of(residual_of(work, inputs));
  if (residual.value.likely == 1) return equation.terms;
  for (Term& term : equation.terms) {
    term.factors.push_back({Operation::Times, residual});
    term.seconds *= residual.value.likely;
  }
  return equation.terms;
}

}  // namespace probellm::estimator
