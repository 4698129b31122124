// Holds our loop of a decoded layer against a real engine: writes slices of Kimi K2.6 that differ only in
// their number of MoE layers, lets llama-bench decode with each, takes from the difference what one layer
// costs, and lets `bench` measure the same layer just before and just after. tests/accuracy/slices runs it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/engine_run.h"
#include "gguf/slice.h"
#include "profiles/catalog.h"
#include "tests/accuracy/engine_runs.h"
#include "tests/accuracy/slice_files.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string engine;
  std::string own = "probe-llm";
  std::string state = "machine-state";
  std::string extra;
  fs::path folder;
  std::vector<std::string> types{"q4_0", "q4_k", "q8_0", "q6_k", "q3_k", "q2_k", "iq4_xs", "iq2_xxs"};
  std::string rest = "q8_0";
  std::vector<int> threads{1, 2};
  std::vector<int> layers{1, 5};
  int experts = 16;
  double most_gigabytes = 6;
  int vocabulary = 1024;
  int tokens = 1;
  int samples = 24;
  int rounds = 9;
};

struct LayeredSlice {
  SliceFile file;
  int moe_layers = 0;
};

/// As many experts as were asked for, or as many of them as the bytes of the larger slice allow.
gguf::Slice within_bytes(const Options& options, const core::Model& model, gguf::Slice slice) {
  const std::int64_t layers = std::exchange(slice.moe_layers, options.layers.back());
  const auto fits = [&](const core::Result<gguf::File>& file) {
    return !file ||
           static_cast<double>(gguf::stored_bytes(*file).value) <= options.most_gigabytes * core::kGB;
  };
  while (!fits(gguf::plan_slice(model, slice))) --slice.experts;
  slice.moe_layers = layers;
  return slice;
}

/// The slice on disk, or nothing (and the reason on standard error).
std::optional<LayeredSlice> write_layers(const Options& options, const profiles::Catalog& catalog,
                                         const std::string& type, int moe_layers) {
  const core::Model& model = *profiles::find_model(catalog, "kimi-k2.6");
  const core::TensorType* experts = profiles::find_type(catalog, type);
  const core::TensorType* rest = profiles::find_type(catalog, options.rest);
  if (experts == nullptr || rest == nullptr)
    return refuse("unknown tensor type: " + type + " or " + options.rest);
  const auto slice =
      within_bytes(options, model, {1, moe_layers, options.experts, options.vocabulary, *experts, *rest});
  const auto file =
      write_slice(options.folder, "slice-" + type + "-" + std::to_string(moe_layers), model, slice);
  if (!file) return std::nullopt;
  return LayeredSlice{*file, moe_layers};
}

/// Seconds a token with a slice; nothing where the engine failed.
std::optional<double> decode(const Options& options, const LayeredSlice& slice, int threads) {
  const auto run = run_llama_bench(
      options.engine + " -m " + slice.file.path.string() + " -p 0 -n " + std::to_string(options.tokens) +
          " -r " + std::to_string(options.samples) + " -t " + std::to_string(threads) + " " + options.extra,
      (options.folder / "engine.log").string());
  if (!run) return std::nullopt;
  return steady_median(run->seconds_per_token);
}

std::optional<OwnLayer> measure_own(const Options& options, const std::string& type, int threads) {
  const std::string id = "decode.layer." + type;
  const auto layer = parse_own(output_of(options.own + " bench --json --exit-zero --only " + id +
                                         " --threads " + std::to_string(threads) + " 2> /dev/null"),
                               id);
  return layer ? layer : refuse("probe-llm has no row " + id);
}

/// Seconds of one MoE layer, the engine's and ours, in one state of the machine or not.
struct Round {
  double engine = 0;
  double own = 0;
  double own_bytes = 0;
  bool is_valid = false;
};

/// The engine between two measurements of ours, of which `before` is the last round's second.
std::optional<Round> compare(const Options& options, const std::string& type, const LayeredSlice& few,
                             const LayeredSlice& many, int threads, std::optional<OwnLayer>& before) {
  if (!before) before = measure_own(options, type, threads);
  std::set<std::string> states{state_now(options.state, threads)};
  const auto seconds_few = decode(options, few, threads);
  states.insert(state_now(options.state, threads));
  const auto seconds_many = decode(options, many, threads);
  states.insert(state_now(options.state, threads));
  const auto after = measure_own(options, type, threads);
  if (!before || !after || !seconds_few || !seconds_many) return std::nullopt;
  states.insert({before->state, after->state});
  Round round{(*seconds_many - *seconds_few) / (many.moe_layers - few.moe_layers),
              (before->seconds + after->seconds) / 2, after->bytes, states.size() == 1};
  std::fprintf(stderr, "%s, %d threads: engine %.2f ms, ours %.2f and %.2f ms%s\n", type.c_str(), threads,
               round.engine * 1e3, before->seconds * 1e3, after->seconds * 1e3,
               round.is_valid ? "" : ", thrown away: the state changed");
  before = after;
  return round;
}

double total(const gguf::TokenReads& reads) { return static_cast<double>((reads.routed + reads.rest).value); }

void print_row(const std::string& type, int threads, const std::vector<Round>& rounds, double engine_bytes) {
  std::vector<double> engine, own, ratios;
  for (const Round& round : rounds) {
    if (!round.is_valid) continue;
    engine.push_back(engine_bytes / round.engine);
    own.push_back(round.own_bytes / round.own);
    ratios.push_back(own.back() / engine.back());
  }
  std::printf("| %s | %d | %.1f | %.1f | %.1f | %.2f | %zu of %zu |\n", type.c_str(), threads,
              engine_bytes / 1e6, median(engine) / 1e9, median(own) / 1e9, median(ratios), ratios.size(),
              rounds.size());
  std::fflush(stdout);
}

bool compare_all(const Options& options, const std::string& type, const LayeredSlice& few,
                 const LayeredSlice& many) {
  const double bytes = (total(many.file.reads) - total(few.file.reads)) / (many.moe_layers - few.moe_layers);
  for (const int threads : options.threads) {
    std::vector<Round> rounds;
    std::optional<OwnLayer> before;
    for (int i = 0; i < options.rounds; ++i) {
      const auto round = compare(options, type, few, many, threads, before);
      if (!round) return false;
      rounds.push_back(*round);
    }
    print_row(type, threads, rounds, bytes);
  }
  return true;
}

bool run_type(const Options& options, const profiles::Catalog& catalog, const std::string& type) {
  const auto few = write_layers(options, catalog, type, options.layers.front());
  const auto many = few ? write_layers(options, catalog, type, options.layers.back()) : std::nullopt;
  const bool good = few && many && compare_all(options, type, *few, *many);
  if (few) fs::remove(few->file.path);
  if (many) fs::remove(many->file.path);
  return good;
}

int run(const Options& options) {
  const auto catalog = profiles::load_catalog("");
  if (!catalog) return 1;
  // A folder of its own, so that nothing of the user's is overwritten.
  Options here = options;
  here.folder = options.folder / ("slices-" + std::to_string(::getpid()));
  fs::create_directory(here.folder);
  std::printf(
      "Kimi K2.6, 1 dense and %d or %d MoE layers, at most %d experts, vocabulary %d, rest %s; llama-bench "
      "-n %d -r "
      "%d %s\n\n",
      here.layers.front(), here.layers.back(), here.experts, here.vocabulary, here.rest.c_str(), here.tokens,
      here.samples, here.extra.c_str());
  std::printf(
      "| experts | threads | MB/layer | engine GB/s | ours GB/s | ratio | valid rounds |\n"
      "|---|---|---|---|---|---|---|\n");
  bool good = true;
  for (const std::string& type : here.types) good = run_type(here, *catalog, type) && good;
  fs::remove_all(here.folder);
  return good ? 0 : 1;
}

}  // namespace
}  // namespace probellm::tests

int main(int argc, char** argv) {
  probellm::tests::Options options;
  CLI::App app("Decodes slices of Kimi K2.6 with llama-bench and says what a MoE layer costs it.", "slices");
  app.add_option("--engine", options.engine, "llama-bench, as tests/accuracy/install-engine prints it")
      ->required();
  app.add_option("--folder", options.folder, "Where to write up to 12 GB for a while")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--own", options.own, "Our own program")->capture_default_str();
  app.add_option("--state", options.state, "What tells the machine's state")->capture_default_str();
  app.add_option("--extra", options.extra, "More arguments for llama-bench, as: --repack 0");
  app.add_option("--types", options.types, "Types of the experts")->delimiter(',');
  app.add_option("--rest", options.rest, "Type of the rest")->capture_default_str();
  app.add_option("--threads", options.threads, "Thread counts")->delimiter(',');
  app.add_option("--layers", options.layers, "MoE layers of the two slices")->delimiter(',')->expected(2);
  app.add_option("--experts", options.experts, "Experts a layer")->capture_default_str();
  app.add_option("--most-gigabytes", options.most_gigabytes,
                 "Fewer experts where a slice would be larger, GB")
      ->capture_default_str();
  app.add_option("--vocabulary", options.vocabulary, "Words")->capture_default_str();
  app.add_option("--tokens", options.tokens, "Tokens a repetition")->capture_default_str();
  app.add_option("--samples", options.samples, "Repetitions within a run of llama-bench")
      ->capture_default_str();
  app.add_option("--rounds", options.rounds, "Rounds, ours and the engine in turns")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return probellm::tests::run(options);
}
