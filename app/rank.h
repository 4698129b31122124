#pragma once

#include <optional>
#include <string>

namespace probellm::app {

/// The variable by which a launcher (Slurm, Open MPI, MPICH, Intel MPI, PALS) says that another process of
/// the same job on this node comes first: one process a node measures. Absent for the first, and without a
/// launcher.
std::optional<std::string> later_rank();

}  // namespace probellm::app
