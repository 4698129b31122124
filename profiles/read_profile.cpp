#include "profiles/read_profile.h"

#include <algorithm>
#include <cmath>

#include "profiles/toml_fields.h"

namespace probellm::profiles {
namespace {

/// Puts an entry in place of the one with the same id, or at the end.
template <class Entry>
void put(std::vector<Entry>& entries, Entry entry, std::string Entry::*id) {
  const auto same =
      std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.*id == entry.*id; });
  if (same != entries.end())
    *same = std::move(entry);
  else
    entries.push_back(std::move(entry));
}

core::PublishedFile read_published(const TomlFields& fields) {
  core::PublishedFile file{fields.text("name"), {}, fields.text("source")};
  if (fields.has("bytes"))
    file.size = {fields.whole("bytes", 1, std::int64_t{1} << 50)};
  else if (fields.has("gib"))
    file.size = {std::llround(fields.number("gib", 1e6) * static_cast<double>(core::kGiB))};
  else
    file.size = {std::llround(fields.number("gb", 1e6) * core::kGB)};
  return file;
}

/// The bounds keep every product of these within 2^62.
void read_model(const TomlFields& fields, Catalog& catalog) {
  core::Model model;
  model.id = fields.text("id");
  model.name = fields.text("name");
  model.aliases = fields.optional_texts("aliases");
  model.source = fields.text("source");
  model.native_quant = fields.optional_text("native_quant");
  model.layers = fields.whole("layers", 1, 1 << 10);
  model.leading_dense_layers = fields.whole("leading_dense_layers", 0, 1 << 10);
  model.hidden = fields.whole("hidden", 1, 1 << 16);
  model.vocabulary = fields.whole("vocabulary", 1, 1 << 22);
  model.max_context = fields.whole("max_context", 1, 1 << 30);
  model.heads = fields.whole("heads", 1, 1 << 12);
  model.q_lora_rank = fields.whole("q_lora_rank", 1, 1 << 16);
  model.kv_lora_rank = fields.whole("kv_lora_rank", 1, 1 << 16);
  model.qk_nope_dim = fields.whole("qk_nope_dim", 1, 1 << 12);
  model.qk_rope_dim = fields.whole("qk_rope_dim", 1, 1 << 12);
  model.v_dim = fields.whole("v_dim", 1, 1 << 12);
  model.experts = fields.whole("experts", 1, 1 << 12);
  model.experts_used = fields.whole("experts_used", 1, 1 << 12);
  model.shared_experts = fields.whole("shared_experts", 0, 1 << 12);
  model.expert_ffn = fields.whole("expert_ffn", 1, 1 << 17);
  model.dense_ffn = fields.whole("dense_ffn", 1, 1 << 17);
  for (const TomlFields& file : fields.tables("published")) model.published.push_back(read_published(file));
  if (model.leading_dense_layers >= model.layers)
    fields.expected("leading_dense_layers", "less than `layers`");
  if (model.experts_used > model.experts) fields.expected("experts_used", "at most `experts`");
  put(catalog.models, std::move(model), &core::Model::id);
}

void read_engine(const TomlFields& fields, Catalog& catalog) {
  core::Engine engine;
  engine.id = fields.text("id");
  engine.name = fields.text("name");
  engine.source = fields.text("source");
  engine.micro_batch = static_cast<int>(fields.whole("micro_batch", 1, 1 << 16));
  engine.barriers_per_layer = fields.interval("barriers_per_layer");
  engine.small_ops_seconds_per_layer = fields.interval("small_ops_seconds_per_layer");
  engine.assumed_barrier_seconds = fields.interval("assumed_barrier_seconds");
  engine.share_of_measured_bandwidth = fields.interval("share_of_measured_bandwidth");
  engine.share_of_theoretical_bandwidth = fields.interval("share_of_theoretical_bandwidth");
  engine.share_of_vram_bandwidth = fields.interval("share_of_vram_bandwidth");
  engine.share_on_two_sockets = fields.interval("share_on_two_sockets");
  engine.share_of_disk_bandwidth = fields.interval("share_of_disk_bandwidth");
  engine.cache_hit_exponent = fields.interval("cache_hit_exponent");
  engine.attention_share_of_peak = fields.interval("attention_share_of_peak");
  engine.decode_share_of_peak = fields.interval("decode_share_of_peak");
  engine.vram_attention_flops_per_second = fields.interval("vram_attention_flops_per_second");
  engine.prefill_share_of_peak = fields.interval("prefill_share_of_peak");
  put(catalog.engines, std::move(engine), &core::Engine::id);
}

core::TensorType type_named(const TomlFields& fields, const char* key, const Catalog& catalog) {
  const core::TensorType* type = find_type(catalog, fields.text(key));
  if (type == nullptr) fields.expected(key, "a tensor type of [types]");
  return type != nullptr ? *type : core::TensorType{"", 1, 1};
}

void read_quant(const TomlFields& fields, Catalog& catalog) {
  core::Quant quant;
  quant.id = fields.text("id");
  quant.name = fields.text("name");
  quant.aliases = fields.optional_texts("aliases");
  quant.experts = type_named(fields, "experts", catalog);
  quant.rest = type_named(fields, "rest", catalog);
  quant.note = fields.optional_text("note");
  quant.in_default_table = fields.optional_flag("table");
  quant.only_where_native = fields.optional_flag("only_where_native");
  put(catalog.quants, std::move(quant), &core::Quant::id);
}

void read_types(const toml::table& root, std::string_view file, std::string& problem, Catalog& catalog) {
  const toml::table* types = root["types"].as_table();
  if (types == nullptr) return;
  for (const auto& [id, node] : *types) {
    static const toml::table kNothing;
    const toml::table* entry = node.as_table();
    const TomlFields fields(entry != nullptr ? *entry : kNothing, file, problem);
    core::TensorType type{std::string(id.str()), fields.whole("elements", 1, 1 << 12),
                          fields.whole("bytes", 1, 1 << 12)};
    if (type.bytes > 8 * type.elements) fields.expected("bytes", "at most 8 for each element");
    put(catalog.types, std::move(type), &core::TensorType::id);
  }
}

std::string machine_name(std::string_view file) {
  const auto start = file.rfind('/') + 1;
  return std::string(file.substr(start, file.rfind('.') - start));
}

std::string read_toml(std::string_view name, std::string_view text, Catalog& catalog) {
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed)
    return std::string(name) + ":" + std::to_string(parsed.error().source().begin.line) + ": " +
           std::string(parsed.error().description());
  std::string problem;
  const toml::table& root = parsed.table();
  const TomlFields fields(root, name, problem);
  if (name.starts_with("models/")) read_model(fields, catalog);
  if (name.starts_with("engines/")) read_engine(fields, catalog);
  if (name == "quants.toml") {
    read_types(root, name, problem, catalog);
    for (const TomlFields& quant : fields.tables("quant")) read_quant(quant, catalog);
  }
  return problem;
}

}  // namespace

std::string read_profile(std::string_view name, std::string_view text, Catalog& catalog) {
  const bool is_known = name == "quants.toml" || name.starts_with("models/") || name.starts_with("engines/");
  if (name.ends_with(".toml") && !is_known)
    return std::string(name) + ": expected quants.toml, models/*.toml, engines/*.toml or machines/*.json";
  if (name.ends_with(".toml")) return read_toml(name, text, catalog);
  if (name.starts_with("machines/") && name.ends_with(".json"))
    put(catalog.machines, NamedMachine{machine_name(name), std::string(text)}, &NamedMachine::name);
  return "";
}

}  // namespace probellm::profiles
