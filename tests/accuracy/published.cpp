#include "tests/accuracy/published.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "estimator/fit.h"
#include "estimator/weights.h"
#include "profiles/complete.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorKind;

constexpr double kUsualRestBits = 8.5;
constexpr double kBitsInByte = 8;

core::TensorType type_of_bits(const std::string& name, double bits) {
  constexpr std::int64_t kElements = 8000;
  return {name, kElements, std::llround(bits * kElements / kBitsInByte)};
}

/// Bits of the routed experts that make up the file together with everything else.
double solve_experts(const core::Model& model, double file_bytes, double rest_bits) {
  const estimator::WeightCounts c = estimator::count_weights(model);
  const auto rest = static_cast<double>(c.shared_experts + c.attention + c.dense + c.head + c.embedding);
  const double router = 4.0 * static_cast<double>(c.router);
  return kBitsInByte * (file_bytes - router - rest * rest_bits / kBitsInByte) /
         static_cast<double>(c.routed_experts);
}

double solve_rest(const core::Model& model, double file_bytes, double experts_bits) {
  const estimator::WeightCounts c = estimator::count_weights(model);
  const auto rest = static_cast<double>(c.shared_experts + c.attention + c.dense + c.head + c.embedding);
  const double others = 4.0 * static_cast<double>(c.router) +
                        static_cast<double>(c.routed_experts) * experts_bits / kBitsInByte;
  return kBitsInByte * (file_bytes - others) / rest;
}

struct Bits {
  double experts = 0;
  double rest = 0;
};

std::optional<Bits> bits_of(const core::Model& model, const profiles::PublishedRun& run) {
  if (run.experts_bits && run.rest_bits) return Bits{*run.experts_bits, *run.rest_bits};
  const auto file = run.weights ? static_cast<double>(run.weights->value) : 0;
  if (model.experts == 0 && run.rest_bits) return Bits{*run.rest_bits, *run.rest_bits};
  if (model.experts == 0 && run.weights) {
    const double bits = solve_rest(model, file, 1);
    return Bits{bits, bits};
  }
  if (run.experts_bits && run.weights)
    return Bits{*run.experts_bits, std::clamp(solve_rest(model, file, *run.experts_bits), 3.0, 16.5)};
  const double rest = run.rest_bits.value_or(kUsualRestBits);
  if (run.weights) return Bits{solve_experts(model, file, rest), rest};
  if (run.experts_bits) return Bits{*run.experts_bits, rest};
  return std::nullopt;
}

core::Result<core::Fit> predict(const profiles::PublishedMachine& published,
                                const estimator::Question& question) {
  core::Machine machine = published.machine;
  constexpr std::int64_t kEnough = std::int64_t{1} << 42;
  if (!machine.memory.total)
    machine.memory.total = core::Fact<core::Bytes>::known({kEnough}, "not stated, but it ran");
  return estimator::fit(machine, published.measurements, question, estimator::Trust::Graded);
}

profiles::PublishedMachine with_room(profiles::PublishedMachine published) {
  constexpr std::int64_t kTimes = 16;
  auto& memory = published.machine.memory;
  if (memory.total) memory.total = core::Fact<core::Bytes>::known(*memory.total * kTimes, "it ran");
  std::vector<core::Gpu> gpus = *published.machine.gpus;
  for (core::Gpu& gpu : gpus)
    gpu.vram_total = core::Fact<core::Bytes>::known(*gpu.vram_total * kTimes, "it ran");
  published.machine.gpus = core::Fact<std::vector<core::Gpu>>::known(std::move(gpus), "it ran");
  return published;
}

}  // namespace

core::Result<std::vector<profiles::PublishedMachine>> load_evidence(const std::string& folder,
                                                                    const profiles::Catalog& catalog) {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) files.push_back(entry.path());
  if (error) return Error{ErrorKind::NotFound, folder + ": " + error.message()};
  std::sort(files.begin(), files.end());
  std::vector<profiles::PublishedMachine> all;
  for (const fs::path& path : files) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    auto published = profiles::read_evidence(path.filename().string(), text.str());
    if (!published) return published.error();
    profiles::complete(published.value().machine, catalog);
    all.push_back(std::move(published.value()));
  }
  return all;
}

core::Result<core::Engine> engine_of(const profiles::Catalog& catalog, const profiles::PublishedRun& run) {
  const core::Engine* engine = profiles::find_engine(catalog, run.engine);
  if (engine == nullptr) return Error{ErrorKind::NotFound, "no engine " + run.engine};
  return *engine;
}

core::Result<estimator::Question> question_of(const profiles::Catalog& catalog,
                                              const profiles::PublishedRun& run, const core::Engine& engine) {
  const core::Model* model = profiles::find_model(catalog, run.model);
  if (model == nullptr) return Error{ErrorKind::NotFound, "no model " + run.model};
  const auto bits = bits_of(*model, run);
  if (!bits) return Error{ErrorKind::NotFound, "neither a size nor bits are stated"};
  core::Quant quant;
  quant.id = quant.name = run.quant;
  quant.experts = type_of_bits("experts", bits->experts);
  quant.rest = type_of_bits("rest", bits->rest);
  const core::TensorType* kv = profiles::find_type(catalog, run.kv_type);
  estimator::Question question{
      *model,
      quant,
      estimator::weight_groups(*model, quant),
      kv != nullptr ? *kv : *profiles::find_type(catalog, "f16"),
      std::max<std::int64_t>(run.context_tokens, 1),
      engine,
      {run.placement, run.expert_layers_on_gpu, run.tensor_parallel, run.threads, run.numa}};
  if (run.keeps_experts_on_cpu) question.engine.upload_from_tokens_per_expert = 0;
  if (run.micro_batch) question.engine.micro_batch = *run.micro_batch;
  return question;
}

estimator::Question prompt_of(estimator::Question question, const profiles::PublishedRun& run) {
  estimator::Choice& choice = question.choice;
  choice.prompt_tokens = run.prompt_tokens.value_or(question.engine.micro_batch);
  choice.prompt_depth = run.prompt_tokens ? 0 : run.context_tokens;
  question.context_tokens = choice.prompt_depth + choice.prompt_tokens;
  return question;
}

core::Result<Answer> answer_for(const profiles::PublishedMachine& published,
                                const estimator::Question& question) {
  const auto fit = predict(published, question);
  if (!fit) return fit.error();
  if (fit->verdict != core::Verdict::DoesNotFit) return Answer{*fit, false};
  const auto with_more = predict(with_room(published), question);
  if (!with_more) return with_more.error();
  return Answer{*with_more, true};
}

}  // namespace probellm::tests
