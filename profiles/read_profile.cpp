#include "profiles/read_profile.h"

#include <algorithm>
#include <cmath>

#include "core/names.h"
#include "profiles/read_parts.h"
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

void read_attention(const TomlFields& fields, core::Model& model) {
  model.heads = fields.whole("heads", 1, 1 << 12);
  model.windowed_layers = fields.optional_whole("windowed_layers", 0, model.layers);
  if (model.windowed_layers > 0) model.window = fields.whole("window", 1, 1 << 30);
  model.linear_layers = fields.optional_whole("linear_layers", 0, model.layers - model.windowed_layers);
  if (model.linear_layers > 0) model.linear_heads = fields.whole("linear_heads", 1, 1 << 12);
  if (model.linear_layers > 0) model.linear_head_dim = fields.whole("linear_head_dim", 1, 1 << 10);
  model.has_output_gate = fields.optional_flag("has_output_gate");
  if (fields.has("kv_heads")) {
    model.kv_heads = fields.whole("kv_heads", 1, 1 << 12);
    model.head_dim = fields.whole("head_dim", 1, 1 << 12);
    return;
  }
  model.q_lora_rank = fields.optional_whole("q_lora_rank", 0, 1 << 16);
  model.kv_lora_rank = fields.whole("kv_lora_rank", 1, 1 << 16);
  model.qk_nope_dim = fields.whole("qk_nope_dim", 1, 1 << 12);
  model.qk_rope_dim = fields.whole("qk_rope_dim", 1, 1 << 12);
  model.v_dim = fields.whole("v_dim", 1, 1 << 12);
}

void read_experts(const TomlFields& fields, core::Model& model) {
  model.experts = fields.whole("experts", 1, 1 << 12);
  model.experts_used = fields.whole("experts_used", 1, 1 << 12);
  model.shared_experts = fields.optional_whole("shared_experts", 0, 1 << 12);
  model.expert_ffn = fields.whole("expert_ffn", 1, 1 << 17);
  model.expert_hidden = fields.optional_whole("expert_hidden", 0, 1 << 16);
  if (model.leading_dense_layers >= model.layers)
    fields.expected("leading_dense_layers", "less than `layers`");
  if (model.experts_used > model.experts) fields.expected("experts_used", "at most `experts`");
}

/// The bounds keep every product of these within 2^62.
void read_model(const TomlFields& fields, Catalog& catalog) {
  core::Model model;
  model.id = fields.text("id");
  model.name = fields.text("name");
  model.aliases = fields.optional_texts("aliases");
  model.source = fields.text("source");
  model.architecture = fields.text("architecture");
  model.native_quant = fields.optional_text("native_quant");
  model.layers = fields.whole("layers", 1, 1 << 10);
  model.leading_dense_layers = fields.whole("leading_dense_layers", 0, 1 << 10);
  model.has_tied_head = fields.optional_flag("has_tied_head");
  model.hidden = fields.whole("hidden", 1, 1 << 16);
  model.vocabulary = fields.whole("vocabulary", 1, 1 << 22);
  model.max_context = fields.whole("max_context", 1, 1 << 30);
  read_attention(fields, model);
  if (fields.has("experts")) read_experts(fields, model);
  if (model.leading_dense_layers > 0) model.dense_ffn = fields.whole("dense_ffn", 1, 1 << 17);
  for (const TomlFields& file : fields.tables("published")) model.published.push_back(read_published(file));
  if (model.experts == 0 && model.leading_dense_layers != model.layers)
    fields.expected("leading_dense_layers", "`layers`, as there are no experts");
  put(catalog.models, std::move(model), &core::Model::id);
}

struct EngineInterval {
  const char* key;
  core::Interval core::Engine::*field;
};
constexpr EngineInterval kEngineIntervals[] = {
    {"barriers_per_layer", &core::Engine::barriers_per_layer},
    {"small_ops_seconds_per_layer", &core::Engine::small_ops_seconds_per_layer},
    {"hand_over_seconds_per_layer", &core::Engine::hand_over_seconds_per_layer},
    {"vram_seconds_per_layer", &core::Engine::vram_seconds_per_layer},
    {"all_reduce_seconds_per_gpu", &core::Engine::all_reduce_seconds_per_gpu},
    {"gpu_hop_seconds", &core::Engine::gpu_hop_seconds},
    {"residual_of_described", &core::Engine::residual_of_described},
    {"residual_of_measured", &core::Engine::residual_of_measured},
    {"assumed_barrier_seconds", &core::Engine::assumed_barrier_seconds},
    {"share_of_measured_bandwidth", &core::Engine::share_of_measured_bandwidth},
    {"share_of_measured_kernels", &core::Engine::share_of_measured_kernels},
    {"long_rows_share", &core::Engine::long_rows_share},
    {"heads_share_of_peak", &core::Engine::heads_share_of_peak},
    {"share_of_measured_attention", &core::Engine::share_of_measured_attention},
    {"share_of_measured_products", &core::Engine::share_of_measured_products},
    {"share_of_theoretical_bandwidth", &core::Engine::share_of_theoretical_bandwidth},
    {"share_of_vram_bandwidth", &core::Engine::share_of_vram_bandwidth},
    {"share_of_disk_bandwidth", &core::Engine::share_of_disk_bandwidth},
    {"cache_hit_exponent", &core::Engine::cache_hit_exponent},
    {"attention_share_of_peak", &core::Engine::attention_share_of_peak},
    {"decode_share_of_peak", &core::Engine::decode_share_of_peak},
    {"prefill_share_of_peak", &core::Engine::prefill_share_of_peak},
    {"vram_attention_share_of_rate", &core::Engine::vram_attention_share_of_rate},
    {"products_share_of_rate", &core::Engine::products_share_of_rate},
    {"products_share_of_other_rate", &core::Engine::products_share_of_other_rate},
    {"tokens_for_half_rate", &core::Engine::tokens_for_half_rate},
    {"assumed_upload_bytes_per_second", &core::Engine::assumed_upload_bytes_per_second},
    {"prompt_attention_share_of_peak", &core::Engine::prompt_attention_share_of_peak},
    {"prompt_attention_share_of_rate", &core::Engine::prompt_attention_share_of_rate},
};

void read_commands(const TomlFields& fields, core::Engine& engine) {
  engine.commands.clear();
  engine.amx_note = fields.optional_text("latent_attention_with_amx");
  for (const core::Placement placement :
       {core::Placement::Cpu, core::Placement::Hybrid, core::Placement::Gpu, core::Placement::Stream}) {
    const std::string name(core::name_of(placement));
    if (fields.has(name.c_str())) engine.commands[placement] = fields.text(name.c_str());
  }
}

/// The uses that a profile can name, OneSocket only as a command.
void read_numa(const TomlFields& fields, core::Engine& engine) {
  engine.numa_shares.clear();
  engine.numa_commands.clear();
  for (const core::NumaUse use : {core::NumaUse::Interleaved, core::NumaUse::Distributed,
                                  core::NumaUse::OneSocket, core::NumaUse::Mirrored}) {
    const std::string name(core::name_of(use));
    if (fields.has(name.c_str())) engine.numa_shares[use] = fields.interval(name.c_str());
    const std::string command = name + "_command";
    if (fields.has(command.c_str())) engine.numa_commands[use] = fields.text(command.c_str());
  }
}

core::KernelShare read_kernel_share(const TomlFields& fields) {
  core::KernelShare share;
  const std::string where = fields.optional_text("where");
  if (where == "amx") share.where = core::KernelCase::Amx;
  if (where == "amx, latent attention") share.where = core::KernelCase::AmxWithLatentAttention;
  if (!where.empty() && share.where == core::KernelCase::Everywhere)
    fields.expected("where", "\"amx\" or \"amx, latent attention\"");
  share.types = fields.optional_texts("types");
  if (share.types.empty()) fields.expected("types", "names of tensor types");
  share.is_of_peak = fields.has("decode_share_of_peak");
  share.decode = fields.interval(share.is_of_peak ? "decode_share_of_peak" : "decode");
  if (fields.has("products")) share.products = fields.interval("products");
  return share;
}

/// An engine; what it leaves out is that of the engine it is `like`, but for kernels, which are its own code.
void read_engine(const TomlFields& fields, Catalog& catalog) {
  core::Engine engine;
  const std::string like = fields.optional_text("like");
  const core::Engine* base = find_engine(catalog, like);
  if (!like.empty() && base == nullptr) fields.expected("like", "another engine");
  if (base != nullptr) engine = *base;
  engine.id = fields.text("id");
  engine.name = fields.text("name");
  engine.aliases = fields.optional_texts("aliases");
  engine.source = fields.text("source");
  if (base == nullptr || fields.has("micro_batch"))
    engine.micro_batch = engine.usual_micro_batch = static_cast<int>(fields.whole("micro_batch", 1, 1 << 16));
  if (fields.has("logits_tokens"))
    engine.logits_tokens = static_cast<int>(fields.whole("logits_tokens", 1, 1 << 16));
  if (fields.has("shares_layers")) engine.shares_layers = fields.optional_flag("shares_layers");
  if (const auto commands = fields.table("command")) read_commands(*commands, engine);
  if (const auto numa = fields.table("numa")) read_numa(*numa, engine);
  engine.kernel_shares.clear();
  for (const TomlFields& kernels : fields.tables("kernels"))
    engine.kernel_shares.push_back(read_kernel_share(kernels));
  if (base == nullptr || fields.has("upload_from_tokens_per_expert"))
    engine.upload_from_tokens_per_expert = fields.number("upload_from_tokens_per_expert", 1e6);
  for (const EngineInterval& interval : kEngineIntervals)
    if (base == nullptr || fields.has(interval.key)) engine.*interval.field = fields.interval(interval.key);
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

double bytes_per_weight(const core::TensorType& type) {
  return static_cast<double>(type.bytes) / static_cast<double>(type.elements);
}

void read_types(const toml::table& root, std::string_view file, std::string& problem, Catalog& catalog) {
  const toml::table* types = root["types"].as_table();
  if (types == nullptr) return;
  for (const auto& [id, node] : *types) {
    static const toml::table kNothing;
    const toml::table* entry = node.as_table();
    const TomlFields fields(entry != nullptr ? *entry : kNothing, file, problem);
    core::TensorType type{std::string(id.str()), fields.whole("elements", 1, 1 << 12),
                          fields.whole("bytes", 1, 1 << 12), fields.optional_text("computed_like")};
    if (type.bytes > 8 * type.elements) fields.expected("bytes", "at most 8 for each element");
    put(catalog.types, std::move(type), &core::TensorType::id);
  }
  for (core::TensorType& type : catalog.types) {
    if (type.computed_like.empty()) continue;
    const core::TensorType* like = find_type(catalog, type.computed_like);
    const TomlFields fields(*types, file, problem);
    if (like == nullptr) return fields.expected(type.id.c_str(), "computed_like: another type of [types]");
    type.bytes_over_like = bytes_per_weight(type) / bytes_per_weight(*like);
  }
}

std::string stem_of(std::string_view file) {
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
  if (has_parts(name)) read_parts(fields, name, catalog);
  if (name == "quants.toml") {
    read_types(root, name, problem, catalog);
    for (const TomlFields& quant : fields.tables("quant")) read_quant(quant, catalog);
  }
  return problem;
}

}  // namespace

std::string read_profile(std::string_view name, std::string_view text, Catalog& catalog) {
  if (name.starts_with("evidence/")) return "";
  const bool is_known = name == "quants.toml" || has_parts(name) || name.starts_with("models/") ||
                        name.starts_with("engines/") || name.starts_with("policies/");
  if (name.ends_with(".toml") && !is_known)
    return std::string(name) +
           ": expected quants.toml, gpus.toml, cpus.toml, kits.toml, platforms.toml, models/*.toml, "
           "engines/*.toml, policies/*.toml or machines/*.json";
  if (name.starts_with("policies/") && name.ends_with(".toml")) {
    put(catalog.policies, NamedPolicy{stem_of(name), std::string(text)}, &NamedPolicy::name);
    return "";
  }
  if (name.ends_with(".toml")) return read_toml(name, text, catalog);
  if (name.starts_with("machines/") && name.ends_with(".json"))
    put(catalog.machines, NamedMachine{stem_of(name), std::string(text)}, &NamedMachine::name);
  return "";
}

}  // namespace probellm::profiles
