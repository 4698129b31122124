#include "probe/capture/capture.h"

#include <memory>
#include <utility>

#include "probe/capture/recorded_error.h"
#include "probe/capture/recorded_tree.h"
#include "probe/capture/redaction.h"
#include "probe/capture/write_tree.h"
#include "probe/cpu/topology.h"
#include "probe/gpu/nvml_text.h"
#include "probe/probe.h"
#include "probe/system/process_text.h"

namespace probellm::probe {
namespace {

/// What one look at a machine says of it besides its files.
struct Look {
  std::shared_ptr<Recording> root = std::make_shared<Recording>();
  RecordedProcess process{};
  core::Result<std::vector<NvmlGpu>> nvml = core::Error{core::ErrorKind::NotFound, "NVML wasn't asked"};
};

/// Keeps what the process is told while the machine is read.
void record_process(Sources& sources, RecordedProcess& process) {
  process.facts = sources.process;
  process.weights_dir = sources.weights_dir;
  if (auto ask = sources.process.filesystem_space)
    sources.process.filesystem_space = [ask, &process](const std::string& path) {
      return process.spaces.try_emplace(path, ask(path)).first->second;
    };
  if (auto count = sources.process.model_files)
    sources.process.model_files = [count, &process](const std::string& folder) {
      return process.model_files.try_emplace(folder, count(folder)).first->second;
    };
}

core::Machine look_at(Sources& sources, Look& look) {
  sources.sys = sources.sys.recorded_in(look.root);
  record_process(sources, look.process);
  if (sources.nvml.list_gpus) look.nvml = sources.nvml.list_gpus();
  sources.nvml.list_gpus = [&look] { return look.nvml; };
  return read_machine(sources);
}

template <class Value>
std::map<std::string, Value> renamed(const std::map<std::string, Value>& by_path, Redaction& redaction) {
  std::map<std::string, Value> renamed;
  for (const auto& [path, value] : by_path) renamed.emplace(redaction.of_text(path), value);
  return renamed;
}

void redact(Recording& recording, Redaction& redaction) {
  for (auto& [path, text] : recording.files) text = redaction.of_file(path, text);
  recording.files = renamed(recording.files, redaction);
  for (auto& [path, names] : recording.folders)
    for (std::string& name : names) name = redaction.of_text(name);
  recording.folders = renamed(recording.folders, redaction);
  for (auto& [path, error] : recording.refusals) error.what = redaction.of_text(error.what);
  recording.refusals = renamed(recording.refusals, redaction);
  std::set<std::string> existing;
  for (const std::string& path : recording.existing) existing.insert(redaction.of_text(path));
  recording.existing = std::move(existing);
}

void redact(RecordedProcess& process, Redaction& redaction) {
  process.facts.host_name = "redacted";
  process.spaces = renamed(process.spaces, redaction);
  process.model_files = renamed(process.model_files, redaction);
  process.weights_dir = redaction.of_text(process.weights_dir);
}

std::string unreadable_text(const Recording& recording) {
  std::string text;
  for (const auto& [path, error] : recording.refusals) text += error_line(path, error) + "\n";
  return text;
}

}  // namespace

core::Result<Captured> capture(Sources sources, const std::string& where, Identifiers identifiers) {
  Look look;
  core::Machine machine = look_at(sources, look);
  if (identifiers == Identifiers::Redacted) {
    Redaction redaction;
    redact(*look.root, redaction);
    redact(look.process, redaction);
  }
  machine.live = false;
  if (identifiers == Identifiers::Redacted) machine.host.name = look.process.facts.host_name;
  const auto topology = export_topology(sources.topology_xml, identifiers);
  std::map<std::string, std::string> files{{"process.txt", process_text(look.process)},
                                           {"nvml.txt", nvml_text(look.nvml)},
                                           {"unreadable.txt", unreadable_text(*look.root)}};
  if (topology) files["topology.xml"] = *topology;
  if (sources.sysctl) files["sysctl.txt"] = *sources.sysctl;
  const auto written = write_tree(tree_of(*look.root, files), where);
  if (!written) return written.error();
  return Captured{std::move(machine), *written};
}

}  // namespace probellm::probe
