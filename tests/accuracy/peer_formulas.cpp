#include "tests/accuracy/peer_formulas.h"

#include "estimator/weights.h"

namespace probellm::tests {
namespace {

using estimator::Question;
using profiles::PublishedMachine;

bool is_on_host(const Question& question) {
  return *question.choice.placement == core::Placement::Cpu ||
         *question.choice.placement == core::Placement::Hybrid;
}

std::optional<double> bandwidth_of(const PublishedMachine& published, const Question& question) {
  if (!is_on_host(question)) {
    const auto& gpus = published.machine.gpus;
    if (!gpus || gpus->empty()) return std::nullopt;
    return gpus->front().vram_bandwidth->value;
  }
  if (const auto* read = core::find_ok(published.measurements, core::kMemoryRead)) return read->median;
  const auto& theory = published.machine.memory.theoretical_bandwidth;
  return theory ? std::optional(theory->value) : std::nullopt;
}

double active_parameters(const Question& question) {
  double sum = 0;
  for (const core::WeightGroup& group : question.weights)
    sum += static_cast<double>(group.elements_per_token);
  return sum;
}

double file_bytes(const Question& question) {
  return static_cast<double>(estimator::file_bytes(estimator::weigh(question.weights)).value);
}

double all_parameters(const Question& question) {
  double sum = 0;
  for (const core::WeightGroup& group : question.weights) sum += static_cast<double>(group.elements);
  return sum;
}

/// Bandwidth over active parameters at the file's mean bits.
std::optional<double> roofline(const PublishedMachine& machine, const Question& question) {
  const auto bandwidth = bandwidth_of(machine, question);
  if (!bandwidth) return std::nullopt;
  return *bandwidth / (active_parameters(question) * file_bytes(question) / all_parameters(question));
}

/// On a CPU 70 over the active billions, times 1.1 and 0.3; with experts in RAM 0.8 over half a byte for each
/// active parameter through memory and again through the GPU at 0.55; on GPUs 0.55 of the bandwidth.
std::optional<double> llmfit(const PublishedMachine& machine, const Question& question) {
  const double active = active_parameters(question);
  if (*question.choice.placement == core::Placement::Cpu) return 70 / (active / 1e9) * 1.1 * 0.3;
  const auto bandwidth = bandwidth_of(machine, question);
  if (!bandwidth) return std::nullopt;
  const double bytes = 0.5 * active;
  if (*question.choice.placement != core::Placement::Hybrid) return 0.55 * *bandwidth / bytes;
  const double gpu = machine.machine.gpus->front().vram_bandwidth->value;
  return 0.8 / (bytes / *bandwidth + bytes / (gpu * 0.55));
}

/// All weights over the bandwidth.
std::optional<double> gguf_parser(const PublishedMachine& machine, const Question& question) {
  const auto bandwidth = bandwidth_of(machine, question);
  if (!bandwidth) return std::nullopt;
  return *bandwidth / file_bytes(question);
}

/// On a CPU 18 over the active billions, whatever its memory.
std::optional<double> whichllm(const PublishedMachine&, const Question& question) {
  if (*question.choice.placement != core::Placement::Cpu) return std::nullopt;
  return 18 / (active_parameters(question) / 1e9);
}

/// Four constants, by the kind of memory.
std::optional<double> web_calculator(const PublishedMachine& machine, const Question& question) {
  if (*question.choice.placement == core::Placement::Stream) return std::nullopt;
  if (!is_on_host(question)) return machine.machine.gpus->front().name == "unified memory" ? 3.0 : 5.0;
  const auto& type = machine.machine.memory.type;
  return type && *type == "DDR4" ? 0.5 : 1.0;
}

}  // namespace

std::vector<PeerFormula> peer_formulas() {
  return {{"naive roofline", &roofline},
          {"llmfit", &llmfit},
          {"gguf-parser-go", &gguf_parser},
          {"whichllm (CPU only)", &whichllm},
          {"web calculator", &web_calculator}};
}

}  // namespace probellm::tests
