#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/check_options.h"
#include "bench/bench.h"
#include "core/engine.h"
#include "core/several_nodes.h"

namespace probellm::app {

/// What the command line can ask for.
enum class Command {
  Fit,
  Explain,
  Report,
  Diff,
  Fleet,
  Plan,
  Matrix,
  Rehearse,
  Probe,
  Bench,
  Models,
  Quants,
  Capture,
  Doctor,
  Check
};

/// What an answer is printed as.
enum class Format { Text, Json, JsonLine, Csv, Markdown, HwlocAnnotate };

/// The command line as it was written; names are checked later against the profiles.
struct Options {
  Command command = Command::Fit;
  Format format = Format::Text;
  bool exit_zero = false;
  bool force = false;
  bench::Depth depth = bench::Depth::Normal;
  /// CPUs to measure with; absent for all.
  std::optional<int> threads;
  /// Percent of the usable memory to measure in; absent for the plan's.
  std::optional<int> share;
  /// Ids of rows, or beginnings of ids, that alone are measured; empty for all.
  std::vector<std::string> only;
  /// Whether GPUs are measured too, alone or not, and the device that alone is.
  bench::Gpus gpus = bench::Gpus::Too;
  std::optional<int> device;
  /// A file to write and read instead of those that are there: its path and size.
  std::optional<bench::DiskTestFile> disk_test;
  std::string profiles_dir;
  std::string weights_dir;
  /// A dumped SMBIOS table to read the DIMMs from, and its bytes once it is read.
  std::string dmi_file;
  std::optional<std::string> dmi_table;
  std::string machine;
  /// Files of documents of nodes; "-" for standard input.
  std::vector<std::string> fleet;
  /// Between a fleet's nodes, as stated; absent where they aren't to work together.
  std::optional<core::Interconnect> interconnect;
  /// Two saved documents to compare.
  std::string before;
  std::string after;
  /// Where a report goes, as a page, as Markdown and as text: files, or "-" for standard output.
  std::string html_file;
  std::string markdown_file;
  std::string text_file;
  /// A captured machine or a system's root to read instead of this machine; empty for this one.
  std::string root;
  /// Where a capture goes, and whether it says whose machine it is.
  std::string capture_dir;
  bool keep_identifiers = false;
  std::string measurements;
  std::string model = "kimi-k2.6";
  std::vector<std::string> quants;
  std::string context = "8192";
  std::string kv_type = "f16";
  std::string engine = "llama.cpp";
  std::optional<core::Placement> placement;
  /// How the memory of several sockets is used; absent for the fastest.
  std::optional<core::NumaUse> numa;
  /// GPUs that compute each layer together; absent for what is fastest in the engine.
  std::optional<int> tensor_parallel;
  /// Tokens of a micro-batch; absent for the engine's usual number.
  std::optional<int> micro_batch;
  /// Tokens a second that are wanted; absent where none are.
  std::optional<double> target;
  /// A file of what parts cost; empty where no money is to be shown.
  std::string prices;
  /// A kit of memory modules and what it is to go into; empty for the machine as it is described.
  std::string kit;
  std::string platform;
  int sequences = 1;
  int drafted = 0;
  double acceptance = 0.7;
  std::string prompt = "1024";
  /// MoE layers whose experts lie in VRAM; absent for as many as there is room for.
  std::optional<int> gpu_expert_layers;
  /// A model file, the first of several, or a folder with one; empty where the profiles' recipes are asked
  /// about.
  std::string gguf;
  /// The engine's program to rehearse with; empty for the one in PATH.
  std::string llama_bench;
  /// Where a rehearsal's files may lie.
  std::string folder;
  /// The most that one of them may take.
  core::Bytes most{16 * core::kGiB};
  std::int64_t rehearsed_depth = 0;
  /// Where rehearsals are kept; empty for the user's own folder.
  std::string state_dir;
  bool forget = false;
  CheckOptions check;
};

/// What came of reading the command line: options to run, or a text to print and the code to end with.
struct ParsedOptions {
  Options options;
  bool should_run = false;
  int exit_code = 0;
  std::string text;
};

/// Reads the command line; help and version come back as text with code 0, mistakes as one sentence with
/// code 2.
ParsedOptions parse_options(int argc, const char* const* argv, const std::string& version);

/// The word for a command, as in JSON.
std::string name_of(Command command);

}  // namespace probellm::app
