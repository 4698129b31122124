#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace probellm::rehearsal {

/// The program of that name in a list of folders with colons between, as PATH is; absent where none has it.
std::optional<std::string> find_program(const std::string& name, std::string_view path);

/// Runs a program with its arguments and gives what it prints; Failed with the line of its standard error
/// that tells why where it fails, or where `stop` turned true: then it is ended first.
core::Result<std::string> run_program(const std::vector<std::string>& words, const std::atomic<bool>& stop);

}  // namespace probellm::rehearsal
