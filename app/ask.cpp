#include "app/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <limits>

#include "estimator/weights.h"

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

Result<core::TensorType> kv_type_of(const Options& options, const profiles::Catalog& catalog) {
  const bool is_known = std::find(kKvTypes.begin(), kKvTypes.end(), options.kv_type) != kKvTypes.end();
  const core::TensorType* type = profiles::find_type(catalog, options.kv_type);
  if (!is_known || type == nullptr)
    return bad(
        fmt::format("--kv-type {}: not known; known are {}", options.kv_type, fmt::join(kKvTypes, ", ")));
  return *type;
}

/// The engine that is asked about until others are known.
Result<core::Engine> engine_of(const profiles::Catalog& catalog) {
  const core::Engine* engine = profiles::find_engine(catalog, "llama.cpp");
  if (engine == nullptr) return bad("the profiles have no engine llama.cpp");
  return *engine;
}

}  // namespace

Result<std::int64_t> parse_context(std::string_view text) {
  constexpr std::int64_t kKilo = 1024;
  const Error error =
      bad(fmt::format("--context {}: expected a number of tokens such as 8192, 8k or 256k", text));
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
  const auto model = model_of(options, catalog);
  if (!model) return model.error();
  const auto context = parse_context(options.context);
  if (!context) return context.error();
  if (*context > model->max_context)
    return bad(fmt::format("--context {}: {} has at most {} tokens", options.context, model->name,
                           model->max_context));
  const auto quants = quants_of(options, *model, catalog);
  if (!quants) return quants.error();
  const auto kv_type = kv_type_of(options, catalog);
  if (!kv_type) return kv_type.error();
  const auto engine = engine_of(catalog);
  if (!engine) return engine.error();
  std::vector<estimator::Question> questions;
  for (const core::Quant& quant : *quants)
    questions.push_back(
        {*model, quant, estimator::weight_groups(*model, quant), *kv_type, *context, *engine});
  return questions;
}

}  // namespace probellm::app
