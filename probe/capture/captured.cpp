#include "probe/capture/captured.h"

#include <map>
#include <utility>

#include "probe/capture/recorded_error.h"
#include "probe/gpu/nvml_text.h"
#include "probe/system/process_text.h"
#include "probe/system/system_names.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

/// A system's root has a folder "root" too, but also those of a system.
bool is_captured(const SysRoot& folder) {
  return folder.exists("/root/.") && !folder.exists("/proc/.") && !folder.exists("/etc/.");
}

std::map<std::string, core::Error> refusals_of(const SysRoot& folder) {
  std::map<std::string, core::Error> refusals;
  const auto text = folder.read("/unreadable.txt");
  if (!text) return refusals;
  for (const std::string_view line : split(*text, '\n'))
    if (auto refused = parse_error_line(line)) refusals.emplace(refused->about, refused->error);
  return refusals;
}

ProcessFacts facts_of(const RecordedProcess& process) {
  ProcessFacts facts = process.facts;
  const auto spaces = process.spaces;
  facts.filesystem_space = [spaces](const std::string& path) -> core::Result<FilesystemSpace> {
    const auto found = spaces.find(path);
    if (found != spaces.end()) return found->second;
    return core::Error{core::ErrorKind::NotFound, "the space of " + path + " wasn't recorded"};
  };
  if (process.model_files.empty()) return facts;
  facts.model_files = [files = process.model_files](const std::string& path) {
    const auto found = files.find(path);
    return found == files.end() ? core::Bytes{} : found->second;
  };
  return facts;
}

NvmlTable table_of(const core::Result<std::string>& nvml) {
  const core::Error missing{core::ErrorKind::NotFound, "no answer of NVML was recorded"};
  const auto gpus = nvml ? parse_nvml_text(*nvml) : missing;
  return {[gpus] { return gpus; }};
}

/// A system's root has no record of a process, but files that name it.
void name_the_system(ProcessFacts& facts, const SysRoot& sys) {
  if (facts.os.empty()) facts.os = os_name(sys);
  if (!facts.kernel.empty()) return;
  const auto kernel = sys.read_trimmed("/proc/sys/kernel/osrelease");
  facts.kernel = kernel ? printable(*kernel) : "unknown";
}

}  // namespace

Sources captured_sources(const std::string& folder, const std::string& weights_dir) {
  const SysRoot files(folder);
  const bool is_capture = is_captured(files);
  const auto text = files.read("/process.txt");
  const RecordedProcess process = text && is_capture ? parse_process_text(*text) : RecordedProcess{};
  const auto topology = files.read("/topology.xml");
  Sources sources{is_capture ? SysRoot(folder + "/root", refusals_of(files)) : SysRoot(folder),
                  facts_of(process),
                  topology && is_capture ? *topology : "",
                  table_of(files.read(is_capture ? "/nvml.txt" : "/not a capture")),
                  weights_dir.empty() ? process.weights_dir : weights_dir,
                  false};
  if (const auto sysctl = files.read("/sysctl.txt"); sysctl && is_capture) sources.sysctl = *sysctl;
  name_the_system(sources.process, sources.sys);
  if (sources.process.host_name.empty()) sources.process.host_name = "unnamed";
  return sources;
}

}  // namespace probellm::probe
