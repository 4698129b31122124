#pragma once

#include <string>
#include <string_view>

namespace probellm::report {

/// Whether text may carry a terminal's colours.
enum class Colour { Never, Always };

/// What a colour means.
enum class Tone { Plain, Strong, Faint, Good, Warn, Bad };

/// The text in the tone's colour, or as it is.
std::string paint(Colour colour, Tone tone, std::string_view text);

}  // namespace probellm::report
