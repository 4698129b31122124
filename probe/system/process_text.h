#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/units.h"
#include "probe/sources.h"

namespace probellm::probe {

/// What a system said of a process, without the functions that would ask a live one; facts' functions are
/// empty.
struct RecordedProcess {
  ProcessFacts facts{};
  std::map<std::string, core::Result<FilesystemSpace>> spaces{};
  std::map<std::string, core::Bytes> model_files{};
  std::string weights_dir{};
};

/// The lines of process.txt in a captured machine.
std::string process_text(const RecordedProcess& process);

/// The inverse; lines that aren't understood are left out.
RecordedProcess parse_process_text(std::string_view text);

}  // namespace probellm::probe
