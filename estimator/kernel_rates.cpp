#include "estimator/kernel_rates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "estimator/prefill.h"
#include "estimator/type_shares.h"

namespace probellm::estimator {
namespace {

using core::Assumption;
using core::Measurement;

using RowPointers = std::vector<const Measurement*>;

RowPointers usable_rows(const Measured& measured, const std::string& id, core::Unit unit) {
  RowPointers rows;
  for (const Measurement& row : measured.all.rows)
    if (row.id == id && row.status == core::Status::Ok && row.unit == unit && can_be_used(measured, row))
      rows.push_back(&row);
  return rows;
}

/// The row with as many threads as the engine is to have, else the one with the most.
const Measurement* row_of_threads(const RowPointers& rows, std::optional<int> threads) {
  for (const Measurement* row : rows)
    if (threads && row->threads == *threads) return row;
  const auto fewer = [](const Measurement* a, const Measurement* b) { return a->threads < b->threads; };
  const auto most = std::max_element(rows.begin(), rows.end(), fewer);
  return most == rows.end() ? nullptr : *most;
}

Assumption scaled(Assumption rate, double factor) {
  rate.value = estimator::scaled(rate.value, factor);
  return rate;
}

const Measurement* row_of_type(const Measured& measured, const std::string& type, std::optional<int> threads,
                               std::string_view family = core::kDecodeExperts) {
  return row_of_threads(usable_rows(measured, std::string(family) + type, core::Unit::ByteRate), threads);
}

/// No kernel gets through more than memory gives.
Assumption within_memory(Assumption rate, const Measured& measured) {
  const Measurement* read = usable_row(measured, core::kMemoryRead, core::Unit::ByteRate);
  if (read == nullptr || rate.value.likely <= read->median) return rate;
  const double factor = read->median / rate.value.likely;
  return scaled(std::move(rate), factor);
}

void put_rate(Inputs& inputs, const core::TensorType& type, Shape shape, Assumption rate) {
  inputs.measured_weights.push_back({type.id, shape});
  inputs.put(*measured_rate(inputs, type.id, shape), std::move(rate));
}

bool has_room(const Inputs& inputs) { return inputs.measured_weights.size() < kMostRates; }

void put_weight_rate(Inputs& inputs, const Measured& measured, const core::TensorType& type,
                     std::optional<int> threads) {
  if (measured_rate(inputs, type.id) || !has_room(inputs)) return;
  const Measurement* row = row_of_type(measured, type.id, threads);
  const Measurement* like = row == nullptr ? row_of_type(measured, type.computed_like, threads) : nullptr;
  if (row == nullptr && like == nullptr) return;
  const std::string name = type.id + " weights through the CPU";
  inputs.threads = std::max(inputs.threads.value_or(0), (row != nullptr ? row : like)->threads);
  put_rate(inputs, type, Shape::Usual,
           row != nullptr
               ? from_row(name, *row, "B/s")
               : within_memory(scaled(from_row(name + ", computed like " + type.computed_like, *like, "B/s"),
                                      type.bytes_over_like),
                               measured));
}

/// Of matrices that take longer than their bytes: measured, or where they were in another type, so much of
/// the type's own rate as they reach of the other's.
void put_shaped_rate(Inputs& inputs, const Measured& measured, const core::TensorType& type, Shape shape,
                     std::optional<int> threads) {
  const auto usual = measured_rate(inputs, type.id);
  if (shape == Shape::Usual || !usual || measured_rate(inputs, type.id, shape) || !has_room(inputs)) return;
  const bool is_long = shape == Shape::LongRows;
  const std::string_view family = is_long ? core::kDecodeLongRows : core::kDecodeHeads;
  const std::string name =
      type.id + (is_long ? " weights in long rows" : " weights of heads") + " through the CPU";
  if (const Measurement* row = row_of_type(measured, type.id, threads, family))
    return put_rate(inputs, type, shape, from_row(name, *row, "B/s"));
  const Measurement* other = row_of_type(measured, std::string(core::kRestType), threads, family);
  const Measurement* usual_of_other = row_of_type(measured, std::string(core::kRestType), threads);
  if (other == nullptr || usual_of_other == nullptr) return;
  Assumption rate = scaled(*inputs.of(*usual), other->median / usual_of_other->median);
  rate.name = name + ", as " + std::string(core::kRestType) + "'s are slower";
  put_rate(inputs, type, shape, std::move(rate));
}

/// The row at the greatest depth: attention of a few tokens is all overhead.
void put_attention_rate(Inputs& inputs, const Measured& measured, const core::Model& model) {
  if (!has_latent_attention(model)) return;
  const Measurement* best = nullptr;
  for (const Measurement* row :
       usable_rows(measured, std::string(core::kDecodeAttention), core::Unit::Time)) {
    const auto depth = row->at.find("depth_tokens");
    if (depth == row->at.end() || !row->operations_per_sample) continue;
    if (best == nullptr || depth->second > best->at.at("depth_tokens")) best = row;
  }
  if (best == nullptr || best->median <= 0) return;
  const Assumption time = from_row("attention on the CPU", *best, "flop/s");
  const double flops = best->operations_per_sample->value;
  const core::Interval& seconds = time.value;
  Assumption rate = time;
  rate.value = {flops / seconds.high, flops / seconds.likely, flops / seconds.low};
  inputs.put(Input::AttentionRate, rate);
}

/// The rate of products with `tokens` tokens, between the two rows whose batches are nearest (by the
/// logarithm of the batch).
std::optional<Assumption> products_rate(const Measured& measured, const core::TensorType& type, double tokens,
                                        const std::string& name) {
  auto rows = usable_rows(measured, std::string(core::kPrefillMatmul) + type.id, core::Unit::FlopRate);
  std::erase_if(rows, [](const Measurement* row) { return row->at.count("batch") == 0; });
  if (rows.empty()) return std::nullopt;
  std::sort(rows.begin(), rows.end(),
            [](const Measurement* a, const Measurement* b) { return a->at.at("batch") < b->at.at("batch"); });
  const auto above = std::find_if(rows.begin(), rows.end(),
                                  [&](const Measurement* row) { return row->at.at("batch") >= tokens; });
  if (above == rows.end()) return from_row(name, *rows.back(), "flop/s");
  const Assumption high = from_row(name, **above, "flop/s");
  if (above == rows.begin()) return high;
  const Measurement& below = **(above - 1);
  const double span = std::log((*above)->at.at("batch") / below.at.at("batch"));
  const double part = std::log(tokens / below.at.at("batch")) / span;
  return scaled(high, std::pow(below.median / (*above)->median, 1 - part));
}

/// The type in which most of a group of parts is stored.
const core::TensorType* main_type(const Question& question, bool routed) {
  const core::WeightGroup* most = nullptr;
  for (const core::WeightGroup& group : question.weights) {
    if ((group.part == core::Part::RoutedExperts) != routed || group.part == core::Part::Embedding) continue;
    if (most == nullptr || group.elements_per_token > most->elements_per_token) most = &group;
  }
  return most != nullptr ? &most->type : nullptr;
}

/// Tokens that pass through together, where the rates of their products go, and what to call them.
struct Batch {
  double tokens;
  Input experts;
  Input rest;
  const char* name;
};

/// What products outside of routed experts gain by kernels of their type's own.
void put_gain(Inputs& inputs, const Question& question) {
  const core::TensorType* type = main_type(question, false);
  const core::KernelShare* share = type != nullptr ? share_of_type(inputs, type->id, false) : nullptr;
  if (share == nullptr || share->products.likely == 1) return;
  inputs.put(Input::RestProductsGain, from_engine(type->id + " products over the engine's usual ones", "",
                                                  share->products, question.engine));
}

void put_products(Inputs& inputs, const Measured& measured, const Question& question, const Batch& batch) {
  if (const core::TensorType* type = main_type(question, true)) {
    const double each = batch.tokens * static_cast<double>(question.model.experts_used) /
                        static_cast<double>(question.model.experts);
    const auto rate = products_rate(measured, *type, std::max(1.0, each),
                                    type->id + " products in experts, of " + batch.name);
    if (rate) inputs.put(batch.experts, *rate);
  }
  if (const core::TensorType* type = main_type(question, false)) {
    const auto rate = products_rate(measured, *type, batch.tokens, type->id + " products of " + batch.name);
    if (rate) inputs.put(batch.rest, *rate);
  }
}

}  // namespace

void put_kernel_rates(Inputs& inputs, const Measured& measured, const Question& question) {
  for (const core::WeightGroup& group : question.weights) {
    if (group.elements_per_token == 0) continue;
    put_weight_rate(inputs, measured, group.type, question.choice.threads);
    put_shaped_rate(inputs, measured, group.type, shape_of(group, question.model), question.choice.threads);
  }
  put_attention_rate(inputs, measured, question.model);
  put_products(inputs, measured, question,
               {static_cast<double>(question.engine.micro_batch), Input::ExpertProducts, Input::RestProducts,
                "a micro-batch"});
  put_gain(inputs, question);
  const double tokens = tokens_of_pass(question.choice);
  if (tokens > 1)
    put_products(inputs, measured, question,
                 {tokens, Input::PassExpertProducts, Input::PassRestProducts, "one pass"});
}

}  // namespace probellm::estimator
