#include "report/style.h"

namespace probellm::report {
namespace {

std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::Plain:
      return "";
    case Tone::Strong:
      return "\033[1m";
    case Tone::Faint:
      return "\033[2m";
    case Tone::Good:
      return "\033[32m";
    case Tone::Warn:
      return "\033[33m";
    case Tone::Bad:
      return "\033[31m";
  }
  return "";
}

}  // namespace

std::string paint(Colour colour, Tone tone, std::string_view text) {
  if (colour == Colour::Never || tone == Tone::Plain) return std::string(text);
  return std::string(code_of(tone)) + std::string(text) + "\033[0m";
}

}  // namespace probellm::report
