#include "probe/memory/smbios_words.h"

#include <array>
#include <cstddef>

namespace probellm::probe {
namespace {

/// A code and the word for it.
struct Word {
  std::uint64_t code;
  std::string_view word;
};

// DSP0134 3.7, 7.18.2.
constexpr std::array<Word, 18> kTypes{{
    {0x0F, "SDRAM"},
    {0x12, "DDR"},
    {0x13, "DDR2"},
    {0x14, "DDR2 FB-DIMM"},
    {0x18, "DDR3"},
    {0x19, "FBD2"},
    {0x1A, "DDR4"},
    {0x1B, "LPDDR"},
    {0x1C, "LPDDR2"},
    {0x1D, "LPDDR3"},
    {0x1E, "LPDDR4"},
    {0x1F, "Logical non-volatile device"},
    {0x20, "HBM"},
    {0x21, "HBM2"},
    {0x22, "DDR5"},
    {0x23, "LPDDR5"},
    {0x24, "HBM3"},
    {0x03, "DRAM"},
}};

// DSP0134 3.7, 7.18.1.
constexpr std::array<Word, 15> kFormFactors{{
    {0x03, "SIMM"},
    {0x04, "SIP"},
    {0x05, "chip"},
    {0x06, "DIP"},
    {0x07, "ZIP"},
    {0x08, "proprietary card"},
    {0x09, "DIMM"},
    {0x0A, "TSOP"},
    {0x0B, "row of chips"},
    {0x0C, "RIMM"},
    {0x0D, "SODIMM"},
    {0x0E, "SRIMM"},
    {0x0F, "FB-DIMM"},
    {0x10, "die"},
    {0x11, "CAMM"},
}};

// DSP0134 3.7, 7.18.6.
constexpr std::array<Word, 5> kTechnologies{{
    {0x03, "DRAM"},
    {0x04, "NVDIMM-N"},
    {0x05, "NVDIMM-F"},
    {0x06, "NVDIMM-P"},
    {0x07, "Optane persistent memory"},
}};

template <std::size_t count>
std::string_view word_for(const std::array<Word, count>& words, std::uint64_t code) {
  for (const Word& word : words)
    if (word.code == code) return word.word;
  return "unknown";
}

}  // namespace

std::string_view memory_type_word(std::uint64_t code) { return word_for(kTypes, code); }
std::string_view form_factor_word(std::uint64_t code) { return word_for(kFormFactors, code); }
std::string_view technology_word(std::uint64_t code) { return word_for(kTechnologies, code); }

std::string_view buffering_word(std::uint64_t bits) {
  // DSP0134 3.7, 7.18.3. LRDIMMs have the bit of registered ones too.
  constexpr std::uint64_t kRegistered = 1 << 13, kUnbuffered = 1 << 14, kLoadReduced = 1 << 15;
  if ((bits & kLoadReduced) != 0) return "load-reduced";
  const bool is_registered = (bits & kRegistered) != 0, is_unbuffered = (bits & kUnbuffered) != 0;
  if (is_registered == is_unbuffered) return "";
  return is_registered ? "registered" : "unbuffered";
}

}  // namespace probellm::probe
