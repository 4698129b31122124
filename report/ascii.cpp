#include "report/ascii.h"

#include <array>
#include <utility>

namespace probellm::report {
namespace {

constexpr std::array<std::pair<std::string_view, char>, 11> kSigns{{{"±", '~'},
                                                                    {"µ", 'u'},
                                                                    {"…", '.'},
                                                                    {"▁", '1'},
                                                                    {"▂", '2'},
                                                                    {"▃", '3'},
                                                                    {"▄", '4'},
                                                                    {"▅", '5'},
                                                                    {"▆", '6'},
                                                                    {"▇", '7'},
                                                                    {"█", '8'}}};

bool is_in_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The character that stands for a sign; '?' for one that isn't ours.
char stand_in(std::string_view sign) {
  for (const auto& [known, character] : kSigns)
    if (known == sign) return character;
  return '?';
}

}  // namespace

std::string in_ascii(std::string_view text) {
  std::string out;
  for (std::size_t start = 0; start < text.size();) {
    std::size_t end = start + 1;
    while (end < text.size() && is_in_character(text[end])) ++end;
    const bool is_ascii = (static_cast<unsigned char>(text[start]) & 0x80) == 0;
    out += is_ascii ? text[start] : stand_in(text.substr(start, end - start));
    start = end;
  }
  return out;
}

}  // namespace probellm::report
