#include "probe/memory/diagnose_channels.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "probe/memory/memory_view.h"
#include "probe/text.h"

namespace probellm::probe {
namespace {

using core::Finding;
using core::Severity;
using Findings = std::vector<Finding>;

double percent(int part, int whole) { return 100.0 * part / whole; }

/// The channels of a socket that have a slot and no module.
std::vector<const core::Channel*> empty_channels(const SocketView& view) {
  std::vector<const core::Channel*> empty;
  for (const ChannelView& channel : view.channels)
    if (channel.dimms.empty() && !channel.channel->empty_slots.empty()) empty.push_back(channel.channel);
  return empty;
}

/// "slot P2-DIMMH1", "slots G1 and H1": the first free slot of each channel.
std::string slots_of(const std::vector<const core::Channel*>& channels) {
  std::vector<std::string> slots;
  for (const core::Channel* channel : channels) slots.push_back(channel->empty_slots.front());
  return (slots.size() == 1 ? "slot " : "slots ") + listed(slots);
}

/// Fills empty channels from those with several modules, or with more modules like the others.
std::string fix_for_empty(const SocketView& view, const std::vector<const core::Channel*>& empty) {
  const auto dimms = dimms_in(view);
  const auto spare = std::find_if(view.channels.begin(), view.channels.end(),
                                  [](const ChannelView& channel) { return channel.dimms.size() > 1; });
  const bool can_move = dimms.size() >= view.channels.size() && spare != view.channels.end();
  if (can_move)
    return "move modules from channels with several (" + spare->channel->name + ") to " + slots_of(empty);
  const std::string count = empty.size() == 1 ? "one module" : std::to_string(empty.size()) + " modules";
  return "add " + count + " like the others (" + kind_of(*dimms.front()) + ") in " + slots_of(empty);
}

std::string of_channels(int populated, int possible) {
  return std::to_string(populated) + " of " + std::to_string(possible) + " channels";
}

Finding channel_empty(const SocketView& view, int populated, int possible) {
  const auto empty = empty_channels(view);
  Finding finding{"channel-empty", Severity::Warning, "", "", percent(possible - populated, possible)};
  if (empty.empty()) {
    finding.severity = Severity::Note;
    finding.sentence = view.place + "the memory controllers' drivers see modules in " +
                       of_channels(populated, possible) + "; which slots the board has isn't known";
    finding.fix = "run as root to read the slots: sudo probe-llm probe";
    return finding;
  }
  std::vector<std::string> names;
  for (const core::Channel* channel : empty) names.push_back(channel->name);
  finding.sentence = view.place + (names.size() == 1 ? "channel " : "channels ") + listed(names) +
                     (names.size() == 1 ? " is" : " are") + " empty: " + of_channels(populated, possible) +
                     " have modules";
  finding.fix = fix_for_empty(view, empty);
  return finding;
}

Finding one_dimm(const SocketView& view, int possible) {
  const auto empty = empty_channels(view);
  const core::Dimm& dimm = *dimms_in(view).front();
  Finding finding{"one-dimm-socket", Severity::Warning, "", "", percent(possible - 1, possible)};
  finding.sentence = view.place + "only one module: " + of_channels(1, possible) + " have one";
  finding.fix = "add modules like it (" + kind_of(dimm) + ")";
  if (!empty.empty()) finding.fix += " in " + slots_of(empty);
  return finding;
}

/// Whether all channels with modules have equally many.
bool have_equal_counts(const SocketView& view) {
  std::set<std::size_t> counts;
  for (const ChannelView& channel : view.channels)
    if (!channel.dimms.empty()) counts.insert(channel.dimms.size());
  return counts.size() < 2;
}

/// Channels of unlike capacity: what the larger ones hold beyond the others is interleaved over fewer.
std::optional<Finding> unlike_channels(const SocketView& view) {
  const ChannelView* least = nullptr;
  const ChannelView* most = nullptr;
  for (const ChannelView& channel : view.channels) {
    if (channel.dimms.empty()) continue;
    if (least == nullptr || sum_of(channel.dimms) < sum_of(least->dimms)) least = &channel;
    if (most == nullptr || sum_of(channel.dimms) > sum_of(most->dimms)) most = &channel;
  }
  if (least == nullptr || sum_of(least->dimms) == sum_of(most->dimms)) return std::nullopt;
  const bool is_by_size = have_equal_counts(view);
  Finding finding{is_by_size ? "mixed-sizes" : "channels-unbalanced", Severity::Warning, "", "",
                  std::nullopt};
  finding.sentence = view.place + "channel " + most->channel->name + " holds " + in_gib(sum_of(most->dimms)) +
                     " and channel " + least->channel->name + " " + in_gib(sum_of(least->dimms)) +
                     ": not all of the memory is spread over all channels";
  finding.fix =
      is_by_size ? "use modules of one size in all channels" : "put equally many modules in each channel";
  return finding;
}

std::optional<Finding> sizes_within_channels(const SocketView& view) {
  std::set<std::int64_t> sizes;
  for (const core::Dimm* dimm : dimms_in(view)) sizes.insert(dimm->size.value);
  if (sizes.size() < 2) return std::nullopt;
  return Finding{"mixed-sizes", Severity::Note,
                 view.place + "modules of " + in_gib({*sizes.begin()}) + " to " + in_gib({*sizes.rbegin()}) +
                     " share channels, all channels alike",
                 "nothing is lost in bandwidth; use one size when modules are replaced", std::nullopt};
}

void add_socket(Findings& findings, const SocketView& view) {
  const int populated = *view.socket->populated_channels;
  const auto& possible = view.socket->possible_channels;
  if (populated == 0) return;
  if (possible && *possible > populated)
    findings.push_back(dimms_in(view).size() == 1 ? one_dimm(view, *possible)
                                                  : channel_empty(view, populated, *possible));
  auto unlike = unlike_channels(view);
  if (!unlike) unlike = sizes_within_channels(view);
  if (unlike) findings.push_back(std::move(*unlike));
}

std::optional<Finding> without_memory(const std::vector<SocketView>& views) {
  std::vector<std::string> without;
  for (const SocketView& view : views)
    if (*view.socket->populated_channels == 0) without.push_back(std::to_string(view.socket->id));
  if (without.empty() || without.size() == views.size()) return std::nullopt;
  const std::string sockets = (without.size() == 1 ? "socket " : "sockets ") + listed(without);
  return Finding{"socket-without-memory", Severity::Warning,
                 sockets + (without.size() == 1 ? " has" : " have") + " a processor and no modules",
                 "share the modules out over all sockets, or pin the work to those with memory",
                 percent(static_cast<int>(without.size()), static_cast<int>(views.size()))};
}

/// Sockets whose channels are all as full as each other's but hold unlike amounts.
std::optional<Finding> unlike_sockets(const std::vector<SocketView>& views) {
  if (views.size() < 2) return std::nullopt;
  const SocketView& first = views.front();
  for (const SocketView& view : views) {
    if (*view.socket->populated_channels != *first.socket->populated_channels) return std::nullopt;
    const core::Bytes here = sum_of(dimms_in(view)), there = sum_of(dimms_in(first));
    if (here == there) continue;
    return Finding{"sockets-unbalanced", Severity::Note,
                   "socket " + std::to_string(first.socket->id) + " has " + in_gib(there) + " and socket " +
                       std::to_string(view.socket->id) + " " + in_gib(here),
                   "give each socket the same modules, so that work can be shared out evenly", std::nullopt};
  }
  return std::nullopt;
}

/// One module where the slots' channels aren't known: still only one channel.
std::optional<Finding> only_module(const core::Memory& memory) {
  const bool is_one =
      memory.installed && memory.dimms && memory.dimms->size() == 1 && memory.slots && *memory.slots > 1;
  if (!is_one || !memory.dimms->front().type.starts_with("DDR")) return std::nullopt;
  return Finding{"one-dimm-socket", Severity::Warning,
                 "only one module in " + std::to_string(*memory.slots) + " slots: one channel works",
                 "add a module like it (" + kind_of(memory.dimms->front()) +
                     ") where the board's manual puts the second",
                 std::nullopt};
}

}  // namespace

Findings diagnose_channels(const core::Machine& machine) {
  Findings findings;
  const core::Memory& memory = machine.memory;
  if (!memory.channels.populated) {
    auto only = are_invented(machine) ? std::nullopt : only_module(memory);
    if (only) findings.push_back(std::move(*only));
    return findings;
  }
  const auto views = socket_views(memory);
  for (const SocketView& view : views) add_socket(findings, view);
  if (auto finding = without_memory(views)) findings.push_back(std::move(*finding));
  if (auto finding = unlike_sockets(views)) findings.push_back(std::move(*finding));
  return findings;
}

}  // namespace probellm::probe
