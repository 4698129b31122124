#include "probe/channel_name.h"

#include <algorithm>
#include <array>
#include <vector>

#include "probe/text.h"

namespace probellm::probe {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
bool is_letter(char letter) { return letter >= 'a' && letter <= 'z'; }

/// Runs of letters and runs of digits; anything else only separates.
std::vector<std::string_view> runs_of(std::string_view text) {
  std::vector<std::string_view> runs;
  for (std::size_t at = 0; at < text.size();) {
    const auto same_kind = is_digit(text[at]) ? is_digit : is_letter;
    std::size_t end = at;
    while (end < text.size() && same_kind(text[end])) ++end;
    if (end > at) runs.push_back(text.substr(at, end - at));
    at = std::max(end, at + 1);
  }
  return runs;
}

/// Reads the runs of one locator from left to right.
class LocatorReader {
 public:
  explicit LocatorReader(std::vector<std::string_view> runs) : runs_(std::move(runs)) {}

  std::optional<std::string> channel() {
    while (at_ < runs_.size())
      if (!take_place() && !take_channel() && !take_slot()) return std::nullopt;
    if (channel_.empty()) return std::nullopt;
    return place_ + channel_;
  }

 private:
  bool next_is_number() const { return at_ < runs_.size() && is_digit(runs_[at_][0]); }
  bool next_is_single_letter() const {
    return at_ < runs_.size() && runs_[at_].size() == 1 && is_letter(runs_[at_][0]);
  }

  /// "p1", "cpu 0", "node0", "controller1": what a channel belongs to.
  bool take_place() {
    constexpr std::array<std::string_view, 8> kPlaces = {"p",    "cpu",        "proc", "socket",
                                                         "node", "controller", "mc",   "imc"};
    const auto place = std::find(kPlaces.begin(), kPlaces.end(), runs_[at_]);
    if (place == kPlaces.end() || at_ + 1 >= runs_.size() || !is_digit(runs_[at_ + 1][0])) return false;
    place_ += std::string(*place) + std::string(runs_[at_ + 1]) + "/";
    at_ += 2;
    return true;
  }

  /// "channel3", "channel a", "channela", "ch a", "dimma", "dimm a": the channel itself, once. The letter in
  /// HPE's "DIMM 12A" isn't one: it tells the order of population.
  bool take_channel() {
    if (!channel_.empty()) return false;
    for (const std::string_view word : {"channel", "ch", "dimm"})
      if (runs_[at_].starts_with(word) && take_channel_behind(word)) return true;
    if (!next_is_single_letter() || !saw_dimm_) return false;
    channel_ = runs_[at_++];
    return true;
  }

  bool take_channel_behind(std::string_view word) {
    const std::string_view rest = runs_[at_].substr(word.size());
    if (rest.size() == 1) {
      channel_ = rest;
      ++at_;
      if (word == "dimm" && next_is_number()) ++at_;
      return true;
    }
    if (!rest.empty() || word == "dimm" || at_ + 1 >= runs_.size()) return false;
    ++at_;
    if (!next_is_number() && !next_is_single_letter()) return false;
    channel_ = runs_[at_++];
    return true;
  }

  /// "dimm", "dimm 0", or a number behind the channel: the slot in its channel, which doesn't matter here.
  bool take_slot() {
    if (runs_[at_] == "dimm") {
      ++at_;
      saw_dimm_ = !next_is_number();
      if (next_is_number()) ++at_;
      return true;
    }
    if (!next_is_number() || channel_.empty()) return false;
    ++at_;
    return true;
  }

  std::vector<std::string_view> runs_;
  std::size_t at_ = 0;
  std::string place_;
  std::string channel_;
  bool saw_dimm_ = false;
};

}  // namespace

std::optional<std::string> channel_named_by(std::string_view locator) {
  const std::string text = lower(locator);
  return LocatorReader(runs_of(text)).channel();
}

}  // namespace probellm::probe
