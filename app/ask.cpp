#include "app/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <limits>

#include "estimator/weights.h"
#include "gguf/describe.h"
#include "gguf/read_model.h"

namespace probellm::app {
namespace {

using core::Error;
using core::ErrorKind;
using core::Result;

constexpr std::array<std::string_view, 5> kKvTypes{"f16", "bf16", "f32", "q8_0", "q4_0"};

Error bad(std::string what) { return {ErrorKind::Malformed, std::move(what)}; }

template <class Entry>
std::string ids_of(const std::vector<Entry>& entries) {
  std::string ids;
  for (const Entry& entry : entries) ids += (ids.empty() ? "" : ", ") + entry.id;
  return ids;
}

Result<std::vector<core::Quant>> quants_of(const Options& options, const core::Model& model,
                                           const profiles::Catalog& catalog) {
  std::vector<core::Quant> quants;
  for (const std::string& name : options.quants) {
    const core::Quant* quant = profiles::find_quant(catalog, name);
    if (quant == nullptr)
      return bad(fmt::format("--quant {}: not known; known are {}", name, ids_of(catalog.quants)));
    quants.push_back(*quant);
  }
  if (!options.quants.empty()) return quants;
  std::copy_if(catalog.quants.begin(), catalog.quants.end(), std::back_inserter(quants),
               [&](const core::Quant& quant) {
                 return quant.in_default_table &&
                        (!quant.only_where_native || quant.id == model.native_quant);
               });
  return quants;
}

/// Weights that are asked about, and what to call them.
struct Weights {
  core::Model model;
  core::Quant quant;
  std::vector<core::WeightGroup> groups;
};

/// The type in which most of the routed experts, or of everything else, is stored.
core::TensorType main_type(const std::vector<core::WeightGroup>& groups, bool routed) {
  const core::WeightGroup* most = nullptr;
  for (const core::WeightGroup& group : groups)
    if ((group.part == core::Part::RoutedExperts) == routed && (most == nullptr || group.bytes > most->bytes))
      most = &group;
  return most != nullptr ? most->type : core::TensorType{"none", 1, 1};
}

Result<std::vector<Weights>> weights_of_file(const Options& options) {
  const auto files = gguf::read_model_files(options.gguf);
  if (!files) return Error{files.error().kind, "--gguf " + files.error().what};
  auto described = gguf::describe(*files);
  if (!described)
    return Error{described.error().kind, "--gguf " + options.gguf + ": " + described.error().what};
  core::Quant quant;
  quant.id = "file";
  quant.name = std::filesystem::path(files->files.front().path).filename().string();
  quant.experts = main_type(described->weights, true);
  quant.rest = main_type(described->weights, false);
  if (described->model.experts == 0) quant.experts = quant.rest;
  return std::vector<Weights>{
      {std::move(described.value().model), quant, std::move(described.value().weights)}};
}

/// The recipes of the named model, or what the named file holds.
Result<std::vector<Weights>> models_asked(const Options& options, const profiles::Catalog& catalog) {
  if (!options.gguf.empty()) return weights_of_file(options);
  const auto model = model_of(options, catalog);
  if (!model) return model.error();
  const auto quants = quants_of(options, *model, catalog);
  if (!quants) return quants.error();
  std::vector<Weights> all;
  for (const core::Quant& quant : *quants)
    all.push_back({*model, quant, estimator::weight_groups(*model, quant)});
  return all;
}

Result<core::TensorType> kv_type_of(const Options& options, const profiles::Catalog& catalog) {
  const bool is_known = std::find(kKvTypes.begin(), kKvTypes.end(), options.kv_type) != kKvTypes.end();
  const core::TensorType* type = profiles::find_type(catalog, options.kv_type);
  if (!is_known || type == nullptr)
    return bad(
        fmt::format("--kv-type {}: not known; known are {}", options.kv_type, fmt::join(kKvTypes, ", ")));
  return *type;
}

Result<core::Engine> engine_of(const Options& options, const profiles::Catalog& catalog) {
  const core::Engine* engine = profiles::find_engine(catalog, options.engine);
  if (engine == nullptr)
    return bad(fmt::format("--engine {}: not known; known are {}", options.engine, ids_of(catalog.engines)));
  core::Engine asked = *engine;
  if (options.micro_batch) asked.micro_batch = *options.micro_batch;
  return asked;
}

/// How it is to run. A prompt is cut to the context unless it was asked for.
Result<estimator::Choice> choice_of(const Options& options, std::int64_t context) {
  const auto prompt = parse_tokens("--prompt", options.prompt);
  if (!prompt) return prompt.error();
  if (options.prompt != Options{}.prompt && *prompt > context)
    return bad(fmt::format("--prompt {}: longer than the context of {} tokens", options.prompt, context));
  estimator::Choice choice;
  choice.placement = options.placement;
  choice.expert_layers_on_gpu = options.gpu_expert_layers;
  choice.tensor_parallel = options.tensor_parallel;
  choice.numa = options.numa;
  choice.sequences = options.sequences;
  choice.drafted = options.drafted;
  choice.acceptance = options.drafted > 0 ? options.acceptance : 0;
  choice.prompt_tokens = *prompt;
  return choice;
}

}  // namespace

Result<std::int64_t> parse_tokens(std::string_view option, std::string_view text) {
  constexpr std::int64_t kKilo = 1024;
  const Error error =
      bad(fmt::format("{} {}: expected a number of tokens such as 8192, 8k or 256k", option, text));
  const bool in_thousands = text.ends_with('k') || text.ends_with('K');
  const std::string_view number = in_thousands ? text.substr(0, text.size() - 1) : text;
  std::int64_t tokens = 0;
  const auto [end, problem] = std::from_chars(number.data(), number.data() + number.size(), tokens);
  if (problem != std::errc() || end != number.data() + number.size() || tokens <= 0) return error;
  if (!in_thousands) return tokens;
  if (tokens > std::numeric_limits<std::int64_t>::max() / kKilo) return error;
  return tokens * kKilo;
}

Result<core::Model> model_of(const Options& options, const profiles::Catalog& catalog) {
  const core::Model* model = profiles::find_model(catalog, options.model);
  if (model != nullptr) return *model;
  return bad(fmt::format("--model {}: not known; known are {}", options.model, ids_of(catalog.models)));
}

Result<Options> with_weights_folder(Options options) {
  if (options.weights_dir.empty()) return options;
  if (!options.root.empty()) {  // It is a folder of another machine.
    if (options.weights_dir.front() == '/') return options;
    return bad("--weights " + options.weights_dir + ": expected a whole path, as --root is another machine");
  }
  std::error_code error;
  const auto path = std::filesystem::canonical(options.weights_dir, error);
  const std::string name = "--weights " + options.weights_dir;
  if (error) return Error{ErrorKind::NotFound, name + ": " + error.message()};
  if (!std::filesystem::is_directory(path, error)) return bad(name + ": expected a folder");
  options.weights_dir = path.string();
  return options;
}

Result<std::vector<estimator::Question>> questions_of(const Options& options,
                                                      const profiles::Catalog& catalog) {
  const auto asked = models_asked(options, catalog);
  if (!asked) return asked.error();
  const core::Model* model = &asked->front().model;
  const auto context = parse_tokens("--context", options.context);
  if (!context) return context.error();
  if (model->max_context > 0 && *context > model->max_context)
    return bad(fmt::format("--context {}: {} has at most {} tokens", options.context, model->name,
                           model->max_context));
  const auto kv_type = kv_type_of(options, catalog);
  if (!kv_type) return kv_type.error();
  const auto engine = engine_of(options, catalog);
  if (!engine) return engine.error();
  const auto choice = choice_of(options, *context);
  if (!choice) return choice.error();
  std::vector<estimator::Question> questions;
  for (const Weights& weights : *asked)
    questions.push_back({weights.model, weights.quant, weights.groups, *kv_type, *context, *engine, *choice});
  return questions;
}

}  // namespace probellm::app
