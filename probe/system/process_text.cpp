#include "probe/system/process_text.h"

#include "core/ranges.h"
#include "probe/capture/recorded_error.h"
#include "probe/cpu/cpu_list.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

constexpr std::string_view kSpace = "space ";
constexpr std::string_view kNoSpace = "no-space ";

std::string line(std::string_view key, const std::string& value) {
  const bool fits_a_line = !value.empty() && value.find('\n') == std::string::npos;
  return fits_a_line ? std::string(key) + " " + value + "\n" : "";
}

std::string space_line(const std::string& mount, const core::Result<FilesystemSpace>& space) {
  if (mount.find('\n') != std::string::npos) return "";
  if (!space) return std::string(kNoSpace) + error_line(mount, space.error()) + "\n";
  return std::string(kSpace) + mount + " " + std::to_string(space->total.value) + " " +
         std::to_string(space->free.value) + "\n";
}

/// "space MOUNT TOTAL FREE", where the mount point may hold blanks.
void read_space(RecordedProcess& process, std::string_view line) {
  const std::size_t free_at = line.rfind(' ');
  const std::size_t total_at = free_at == std::string_view::npos ? free_at : line.rfind(' ', free_at - 1);
  if (total_at == std::string_view::npos || total_at < kSpace.size()) return;
  const auto total = to_bytes(line.substr(total_at + 1, free_at - total_at - 1));
  const auto free = to_bytes(line.substr(free_at + 1));
  const std::string mount(line.substr(kSpace.size(), total_at - kSpace.size()));
  if (total && free) process.spaces.insert_or_assign(mount, FilesystemSpace{*total, *free});
}

/// "weights BYTES FOLDER".
void read_model_files(RecordedProcess& process, std::string_view value) {
  const std::size_t blank = value.find(' ');
  if (blank == std::string_view::npos) return;
  const auto bytes = to_bytes(value.substr(0, blank));
  if (bytes) process.model_files[std::string(value.substr(blank + 1))] = *bytes;
}

void read_line(RecordedProcess& process, std::string_view line) {
  const std::size_t blank = line.find(' ');
  const std::string_view key = line.substr(0, blank);
  const std::string_view value = blank == std::string_view::npos ? "" : line.substr(blank + 1);
  ProcessFacts& facts = process.facts;
  if (key == "host") facts.host_name = printable(value);
  if (key == "os") facts.os = printable(value);
  if (key == "kernel") facts.kernel = printable(value);
  if (key == "root") facts.is_root = value == "yes";
  if (key == "affinity") facts.affinity = parse_cpu_list(value);
  if (key == "address-space") facts.address_space_limit = to_bytes(value);
  if (key == "weights") read_model_files(process, value);
  if (key == "weights-dir") process.weights_dir = std::string(value);
}

}  // namespace

std::string process_text(const RecordedProcess& process) {
  const ProcessFacts& facts = process.facts;
  std::string text = line("host", facts.host_name) + line("os", facts.os) + line("kernel", facts.kernel) +
                     line("root", facts.is_root ? "yes" : "no") +
                     line("affinity", core::ranges_text(facts.affinity));
  if (facts.address_space_limit)
    text += line("address-space", std::to_string(facts.address_space_limit->value));
  for (const auto& [mount, space] : process.spaces) text += space_line(mount, space);
  for (const auto& [folder, bytes] : process.model_files)
    text += line("weights", std::to_string(bytes.value) + " " + folder);
  return text + line("weights-dir", process.weights_dir);
}

RecordedProcess parse_process_text(std::string_view text) {
  RecordedProcess process;
  for (const std::string_view line : split(text, '\n')) {
    const auto refused =
        line.starts_with(kNoSpace) ? parse_error_line(line.substr(kNoSpace.size())) : std::nullopt;
    if (refused)
      process.spaces.insert_or_assign(refused->about, refused->error);
    else if (line.starts_with(kSpace))
      read_space(process, line);
    else
      read_line(process, line);
  }
  return process;
}

}  // namespace probellm::probe
