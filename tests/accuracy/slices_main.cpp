// Holds a real engine against this project's bandwidth: writes slices of Kimi K2.6 that differ only in their
// number of MoE layers, lets llama-bench decode with each, and takes from the difference what one layer
// costs. tests/accuracy/slices runs it.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gguf/slice.h"
#include "gguf/writer.h"
#include "profiles/catalog.h"
#include "tests/accuracy/engine_runs.h"

namespace probellm::tests {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string engine;
  std::string own = "probe-llm bench --json";
  std::string before;
  std::string extra;
  fs::path folder;
  std::vector<std::string> types{"q4_0", "q4_k", "q8_0", "q6_k", "q3_k", "q2_k", "iq4_xs", "iq2_xxs", "bf16"};
  std::string rest = "q8_0";
  std::vector<int> threads{1, 2};
  std::vector<int> layers{1, 3};
  int experts = 32;
  double most_gigabytes = 6;
  int vocabulary = 1024;
  int tokens = 4;
  int samples = 12;
  int repeat = 1;
};

struct SliceFile {
  fs::path path;
  int moe_layers = 0;
  gguf::TokenReads reads;
};

constexpr std::int64_t kLeftFree = core::kGiB;

std::int64_t available_memory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  for (std::int64_t kib = 0; file >> name;) {
    if (name == "MemAvailable:" && file >> kib) return kib * core::kKiB;
  }
  return 0;
}

/// Tells the reason on standard error.
std::nullopt_t refuse(const std::string& reason) {
  std::fprintf(stderr, "slices: %s\n", reason.c_str());
  return std::nullopt;
}

/// As many experts as were asked for, or as many of them as the bytes of the larger slice allow.
core::Result<gguf::File> plan(const Options& options, const core::Model& model, gguf::Slice slice) {
  const std::int64_t layers = std::exchange(slice.moe_layers, options.layers.back());
  const auto fits = [&](const core::Result<gguf::File>& file) {
    return !file ||
           static_cast<double>(gguf::stored_bytes(*file).value) <= options.most_gigabytes * core::kGB;
  };
  while (!fits(gguf::plan_slice(model, slice))) --slice.experts;
  slice.moe_layers = layers;
  return gguf::plan_slice(model, slice);
}

/// The slice on disk, or nothing (and the reason on standard error).
std::optional<SliceFile> write_slice(const Options& options, const profiles::Catalog& catalog,
                                     const std::string& type, int moe_layers) {
  const core::Model& model = *profiles::find_model(catalog, "kimi-k2.6");
  const core::TensorType* experts = profiles::find_type(catalog, type);
  const core::TensorType* rest = profiles::find_type(catalog, options.rest);
  if (experts == nullptr || rest == nullptr)
    return refuse("unknown tensor type: " + type + " or " + options.rest);
  const auto file =
      plan(options, model, {1, moe_layers, options.experts, options.vocabulary, *experts, *rest});
  if (!file) return refuse(file.error().what);
  const std::int64_t bytes = gguf::stored_bytes(*file).value;
  // The page cache holds it once, and an engine that rearranges weights a second time.
  if (static_cast<std::int64_t>(fs::space(options.folder).available) < bytes + kLeftFree)
    return refuse(type + " needs more free space in " + options.folder.string());
  if (available_memory() < 2 * bytes + kLeftFree) return refuse(type + " needs more free memory");
  const fs::path path = options.folder / ("slice-" + type + "-" + std::to_string(moe_layers) + ".gguf");
  const std::atomic<bool> stop{false};
  const auto written = gguf::write_new(path.string(), *file, stop);
  if (!written) return refuse(written.error().what);
  return SliceFile{path, moe_layers, gguf::read_per_token(*file, model.experts_used)};
}

std::string engine_command(const Options& options, const fs::path& model, int threads) {
  return options.engine + " -m " + model.string() + " -p 0 -n " + std::to_string(options.tokens) + " -r " +
         std::to_string(options.samples) + " -t " + std::to_string(threads) + " -o json " + options.extra +
         " 2> " + (options.folder / "engine.log").string();
}

/// One thread count's two runs.
struct Pair {
  int threads = 0;
  EngineRun few;
  EngineRun many;
};

double total(const gguf::TokenReads& reads) { return static_cast<double>((reads.routed + reads.rest).value); }

void print_row(const std::string& type, const Pair& pair, const OwnRates& own, const SliceFile& few,
               const SliceFile& many) {
  const double seconds_few = quiet(pair.few.seconds_per_token);
  const double seconds_many = quiet(pair.many.seconds_per_token);
  const int layers = many.moe_layers - few.moe_layers;
  const double bytes = (total(many.reads) - total(few.reads)) / layers;
  const double routed = static_cast<double>((many.reads.routed - few.reads.routed).value) / layers;
  const double seconds = (seconds_many - seconds_few) / layers;
  const double ours = pair.threads == 1 ? own.read_one_thread : own.read;
  std::printf("| %s | %d | %.2f | %.2f | %.3f | %.1f | %.1f | %.1f | %.2f | %.1f | %.1f | %.2f |\n",
              type.c_str(), pair.threads, 1 / seconds_few, 1 / seconds_many, total(many.reads) / 1e9,
              total(many.reads) / seconds_many / 1e9, routed / 1e6, (bytes - routed) / 1e6, seconds * 1e3,
              bytes / seconds / 1e9, ours / 1e9, bytes / seconds / ours);
  std::fflush(stdout);
}

/// Every sample on standard error, so that quiet ones can be picked out afterwards.
void report_raw(const std::string& type, int threads, const SliceFile& slice, const EngineRun& run) {
  std::fprintf(stderr, "raw %s threads=%d layers=%d ms/token:", type.c_str(), threads, slice.moe_layers);
  for (const double seconds : run.seconds_per_token) std::fprintf(stderr, " %.2f", seconds * 1e3);
  std::fprintf(stderr, "\nsettings %s\n", run.settings.c_str());
}

fs::path result_file(const Options& options, int threads, const SliceFile& slice) {
  return options.folder /
         ("run-" + std::to_string(threads) + "-" + std::to_string(slice.moe_layers) + ".json");
}

/// All that is measured together, so that `--before` can keep others quiet meanwhile.
std::string script(const Options& options, const SliceFile& few, const SliceFile& many) {
  // Our own program ends with more than 0 where it says why a figure is doubtful.
  std::string text = options.own + " > " + (options.folder / "own.json").string() + " || true\n";
  for (const int threads : options.threads)
    for (const SliceFile* slice : {&few, &many})
      text += engine_command(options, slice->path, threads) + " > " +
              result_file(options, threads, *slice).string() + " || exit 1\n";
  return text;
}

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

bool run_pair(const Options& options, const std::string& type, const SliceFile& few, const SliceFile& many) {
  const fs::path file = options.folder / "run.sh";
  std::ofstream(file) << script(options, few, many);
  if (std::system((options.before + " sh " + file.string()).c_str()) != 0) {
    refuse("the engine failed:\n" + text_of(options.folder / "engine.log"));
    return false;
  }
  const OwnRates own = parse_own(text_of(options.folder / "own.json"));
  for (const int threads : options.threads) {
    const auto first = parse_engine(text_of(result_file(options, threads, few)));
    const auto second = parse_engine(text_of(result_file(options, threads, many)));
    if (!first || !second) return false;
    print_row(type, {threads, *first, *second}, own, few, many);
    report_raw(type, threads, few, *first);
    report_raw(type, threads, many, *second);
  }
  return true;
}

bool run_type(const Options& options, const profiles::Catalog& catalog, const std::string& type) {
  const auto few = write_slice(options, catalog, type, options.layers.front());
  const auto many = few ? write_slice(options, catalog, type, options.layers.back()) : std::nullopt;
  bool good = few && many;
  for (int round = 0; good && round < options.repeat; ++round) good = run_pair(options, type, *few, *many);
  if (few) fs::remove(few->path);
  if (many) fs::remove(many->path);
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
      "| experts | threads | tok/s few | tok/s many | GB/token many | GB/s many | routed MB/layer | rest "
      "MB/layer | ms/layer | "
      "GB/s layer | our read GB/s | ratio |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
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
  app.add_option("--own", options.own, "What measures our read bandwidth")->capture_default_str();
  app.add_option("--before", options.before, "Words put before what measures, as: flock -x FILE");
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
  app.add_option("--repeat", options.repeat, "Runs of each, alternating")->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return probellm::tests::run(options);
}
