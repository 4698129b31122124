#pragma once

#include <cstdint>
#include <string_view>

namespace probellm::probe {

/// What the codes of a memory device (type 17 of DMTF DSP0134) stand for; "unknown" for the others.
std::string_view memory_type_word(std::uint64_t code);
std::string_view form_factor_word(std::uint64_t code);
std::string_view technology_word(std::uint64_t code);

/// "registered", "unbuffered" or "load-reduced" by the bits of the type's detail; empty where none is set.
std::string_view buffering_word(std::uint64_t bits);

}  // namespace probellm::probe
