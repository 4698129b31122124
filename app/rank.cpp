#include "app/rank.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace probellm::app {

std::optional<std::string> later_rank() {
  for (const char* name : {"SLURM_LOCALID", "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID", "PMI_LOCAL_RANK",
                           "PALS_LOCAL_RANKID"}) {
    const char* value = std::getenv(name);
    if (value == nullptr) continue;
    const std::string_view text = value;
    int rank = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), rank);
    if (problem == std::errc() && end == text.data() + text.size() && rank > 0)
      return std::string(name) + "=" + value;
  }
  return std::nullopt;
}

}  // namespace probellm::app
