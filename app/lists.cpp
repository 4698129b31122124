#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/ask.h"
#include "app/commands.h"
#include "app/terminal.h"
#include "app/version.h"
#include "estimator/context.h"
#include "estimator/weights.h"
#include "report/amounts.h"
#include "report/table.h"

namespace probellm::app {
namespace {

using Json = nlohmann::ordered_json;
using report::Align;
using report::Cell;
using report::Tone;

Json envelope(const Options& options) {
  return {{"schema_version", core::kSchemaVersion},
          {"tool", {{"name", "probe-llm"}, {"version", kVersion}}},
          {"command", name_of(options.command)}};
}

std::int64_t parameters(const core::Model& model) {
  const estimator::WeightCounts c = estimator::count_weights(model);
  return c.routed_experts + c.shared_experts + c.attention + c.dense + c.router + c.head + c.embedding;
}

std::int64_t active_parameters(const core::Model& model) {
  const estimator::WeightCounts c = estimator::count_weights(model);
  return c.routed_per_token + c.shared_experts + c.attention + c.dense + c.router + c.head;
}

Json model_json(const core::Model& model) {
  Json json = {{"id", model.id},
               {"name", model.name},
               {"aliases", model.aliases},
               {"parameters", parameters(model)},
               {"active_parameters", active_parameters(model)},
               {"max_context_tokens", model.max_context},
               {"source", model.source}};
  json["published"] = Json::array();
  for (const core::PublishedFile& file : model.published)
    json["published"].push_back(
        {{"name", file.name}, {"size_bytes", file.size.value}, {"source", file.source}});
  return json;
}

std::string model_text(const core::Model& model) {
  std::string text =
      fmt::format("{}  {}: {:.1f} B parameters, {:.2f} B active, {} tokens of context\n", model.id,
                  model.name, static_cast<double>(parameters(model)) / 1e9,
                  static_cast<double>(active_parameters(model)) / 1e9, report::grouped(model.max_context));
  text += fmt::format("  also: {}\n  source: {}\n", fmt::join(model.aliases, ", "), model.source);
  std::vector<std::vector<Cell>> rows;
  for (const core::PublishedFile& file : model.published)
    rows.push_back(
        {{file.name}, {report::gb(file.size)}, {report::gib(file.size)}, {file.source, Tone::Faint}});
  return text + report::table({Align::Left, Align::Right, Align::Right, Align::Left}, rows, output_colour());
}

double bits(const core::TensorType& type) {
  return 8.0 * static_cast<double>(type.bytes) / static_cast<double>(type.elements);
}

Json quant_json(const core::Quant& quant, const core::Model& model) {
  const estimator::WeightBytes weights = estimator::weigh(model, quant);
  return {{"id", quant.id},
          {"name", quant.name},
          {"aliases", quant.aliases},
          {"experts", quant.experts.id},
          {"expert_bits_per_weight", bits(quant.experts)},
          {"rest", quant.rest.id},
          {"rest_bits_per_weight", bits(quant.rest)},
          {"weights_bytes", estimator::file_bytes(weights).value},
          {"routed_per_token_bytes", weights.routed_per_token.value},
          {"rest_per_token_bytes", weights.rest_per_token.value},
          {"note", quant.note}};
}

std::vector<Cell> quant_row(const core::Quant& quant, const core::Model& model) {
  const estimator::WeightBytes weights = estimator::weigh(model, quant);
  return {{quant.id},
          {fmt::format("{} ({})", quant.experts.id, report::digits(bits(quant.experts)))},
          {fmt::format("{} ({})", quant.rest.id, report::digits(bits(quant.rest)))},
          {report::gb(estimator::file_bytes(weights))},
          {report::gib(estimator::file_bytes(weights))},
          {report::gb(weights.routed_per_token + weights.rest_per_token)},
          {quant.note, Tone::Faint}};
}

}  // namespace

std::string models_output(const Options& options, const profiles::Catalog& catalog) {
  if (options.format == Format::Json || options.format == Format::JsonLine) {
    Json json = envelope(options);
    json["models"] = Json::array();
    for (const core::Model& model : catalog.models) json["models"].push_back(model_json(model));
    return json.dump(2) + "\n";
  }
  std::string text;
  for (const core::Model& model : catalog.models) text += (text.empty() ? "" : "\n") + model_text(model);
  return for_screen(std::move(text));
}

core::Result<std::string> quants_output(const Options& options, const profiles::Catalog& catalog) {
  const auto found = model_of(options, catalog);
  if (!found) return found.error();
  const core::Model& model = *found;
  if (options.format == Format::Json || options.format == Format::JsonLine) {
    Json json = envelope(options);
    json["model"] = model.id;
    json["quants"] = Json::array();
    for (const core::Quant& quant : catalog.quants) json["quants"].push_back(quant_json(quant, model));
    return json.dump(2) + "\n";
  }
  const char* layers = model.experts > 0 ? "experts (bits)" : "layers (bits)";
  std::vector<std::vector<Cell>> rows{
      {{"quant"}, {layers}, {"rest (bits)"}, {model.name}, {""}, {"a token reads"}, {""}}};
  for (Cell& cell : rows.front()) cell.tone = Tone::Faint;
  for (const core::Quant& quant : catalog.quants) rows.push_back(quant_row(quant, model));
  const auto right = Align::Right;
  return for_screen(report::table({Align::Left, Align::Left, Align::Left, right, right, right, Align::Left},
                                  rows, output_colour()));
}

}  // namespace probellm::app
