#include "probe/memory/dimm_fixes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <string_view>
#include <tuple>

#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Fact;

constexpr std::array<std::string_view, 17> kPlaceholders = {"unknown",
                                                            "not specified",
                                                            "none",
                                                            "undefined",
                                                            "n/a",
                                                            "other",
                                                            "not available",
                                                            "no dimm",
                                                            "empty",
                                                            "[empty]",
                                                            "default string",
                                                            "null",
                                                            "<bad index>",
                                                            "<out of spec>",
                                                            "not used",
                                                            "not installed",
                                                            "no module installed"};

/// A maker of memory in JEDEC's JEP106: the bank (continuation bytes + 1) and the code with its parity bit.
struct Maker {
  unsigned bank;
  unsigned code;
  std::string_view name;
};

constexpr std::array<Maker, 12> kMakers = {{
    {1, 0xCE, "Samsung"},
    {1, 0xAD, "SK Hynix"},
    {1, 0x2C, "Micron"},
    {2, 0x98, "Kingston"},
    {2, 0x94, "Smart Modular"},
    {2, 0x4F, "Transcend"},
    {3, 0x9E, "Corsair"},
    {4, 0x0B, "Nanya"},
    {5, 0xCB, "A-DATA"},
    {5, 0xCD, "G.Skill"},
    {5, 0x43, "Ramaxel"},
    {6, 0x9B, "Crucial"},
}};

const Maker* maker_numbered(unsigned continuations, unsigned code) {
  for (const Maker& maker : kMakers)
    if (maker.bank == (continuations & 0x7F) + 1 && maker.code == code) return &maker;
  return nullptr;
}

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string fix_placeholder(const std::string& text) {
  const std::string word = lower(text);
  const bool is_placeholder =
      std::find(kPlaceholders.begin(), kPlaceholders.end(), word) != kPlaceholders.end();
  const bool is_sample =
      word.find("manufacturer") != std::string::npos || word.find("partnum") != std::string::npos;
  const bool is_blank = text.find_first_not_of("0xXF.- ?") == std::string::npos;
  const bool is_to_be_filled = word.starts_with("to be filled");
  return is_to_be_filled || is_placeholder || is_sample || is_blank ? std::string() : text;
}

std::string fix_maker_number(const std::string& text) {
  std::string digits = lower(text);
  if (digits.starts_with("0x")) digits.erase(0, 2);
  if (digits.size() < 4 || !is_hexadecimal(digits)) return text;
  const auto first = to_number<unsigned>(digits.substr(0, 2), 16).value_or(0);
  const auto second = to_number<unsigned>(digits.substr(2, 2), 16).value_or(0);
  const Maker* maker = maker_numbered(first, second);
  if (maker == nullptr) maker = maker_numbered(second, first);
  return maker == nullptr ? text : std::string(maker->name);
}

void fix_clock_for_transfers(core::Dimm& dimm) {
  constexpr double kRounding = 2e6;
  auto& configured = dimm.configured_transfers_per_second;
  const auto& rated = dimm.rated_transfers_per_second;
  if (!configured || !rated || std::abs(*configured * 2 - *rated) > kRounding) return;
  configured = Fact<double>::known(
      *rated, configured.source() + ": taken for the clock, as it is half of the rated speed");
}

void fix_subchannel_width(core::Dimm& dimm) {
  constexpr int kSubchannel = 32, kChannel = 64;
  if (dimm.type != "DDR5" || !dimm.data_width_bits || *dimm.data_width_bits != kSubchannel) return;
  dimm.data_width_bits = Fact<int>::known(
      kChannel, dimm.data_width_bits.source() + ": 32, taken for one of DDR5's two subchannels");
}

void fix_unstated_buffering(core::Dimm& dimm, std::uint64_t total_width_bits) {
  constexpr int kWithoutCorrection = 64;
  const bool is_module = dimm.form_factor && dimm.form_factor->ends_with("DIMM");
  const bool has_no_correction = dimm.data_width_bits && *dimm.data_width_bits == kWithoutCorrection &&
                                 total_width_bits == kWithoutCorrection;
  if (dimm.buffering || !is_module || !has_no_correction || !dimm.type.starts_with("DDR")) return;
  dimm.buffering =
      Fact<std::string>::known("unbuffered", "a width of 64 bits, " + dimm.data_width_bits.source());
}

void fix_repeated_devices(std::vector<SmbiosStructure>& devices) {
  std::set<std::tuple<std::string_view, std::string_view>> seen;
  const auto is_repeated = [&](const SmbiosStructure& device) {
    return !seen.insert({device.formatted, device.strings}).second;
  };
  devices.erase(std::remove_if(devices.begin(), devices.end(), is_repeated), devices.end());
}

std::string fix_type_newer_than_udev(const std::string& type, const std::string& form_factor) {
  if (type != "<OUT OF SPEC>") return type;
  if (form_factor == "DIMM" || form_factor == "SODIMM") return "DDR5";
  return form_factor == "Row Of Chips" || form_factor == "Die" ? "LPDDR5" : "unknown";
}

std::optional<double> fix_rounded_volts(const std::string& text) {
  constexpr double kMostVolts = 10;
  if (text.find('.') == std::string::npos) return std::nullopt;
  double volts = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), volts);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  return is_number && volts > 0 && volts < kMostVolts ? std::optional(volts) : std::nullopt;
}

}  // namespace probellm::probe
