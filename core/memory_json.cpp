#include "core/memory_json.h"

namespace probellm::core {
namespace {

constexpr int kMostSockets = 1 << 10;
constexpr std::int64_t kMostErrors = std::int64_t{1} << 50;
constexpr const char* kWarning = "warning";
constexpr const char* kNote = "note";

int socket_of(const FieldReader& reader, const char* key) {
  return static_cast<int>(reader.whole(key, kMostSockets).value_or(0));
}

}  // namespace

Json dimm_json(const Dimm& dimm) {
  return {{"locator", dimm.locator},
          {"bank", dimm.bank},
          {"size_bytes", dimm.size.value},
          {"type", dimm.type},
          {"rated_transfers_per_second", fact_json(dimm.rated_transfers_per_second)},
          {"configured_transfers_per_second", fact_json(dimm.configured_transfers_per_second)},
          {"ranks", fact_json(dimm.ranks)},
          {"manufacturer", dimm.manufacturer},
          {"part_number", dimm.part_number},
          {"data_width_bits", fact_json(dimm.data_width_bits)},
          {"form_factor", fact_json(dimm.form_factor)},
          {"technology", fact_json(dimm.technology)},
          {"buffering", fact_json(dimm.buffering)},
          {"volts", fact_json(dimm.volts)}};
}

Dimm read_dimm(const FieldReader& reader) {
  return {reader.text("locator"),
          reader.text("bank"),
          {reader.whole("size_bytes", kMostBytes).value_or(0)},
          reader.text("type"),
          read_fact<double>(reader, "rated_transfers_per_second"),
          read_fact<double>(reader, "configured_transfers_per_second"),
          read_fact<int>(reader, "ranks"),
          reader.text("manufacturer"),
          reader.text("part_number"),
          read_fact<int>(reader, "data_width_bits"),
          read_fact<std::string>(reader, "form_factor"),
          read_fact<std::string>(reader, "technology"),
          read_fact<std::string>(reader, "buffering"),
          read_fact<double>(reader, "volts")};
}

Json channel_json(const Channel& channel) {
  return {{"socket", channel.socket},
          {"name", channel.name},
          {"dimms", channel.dimms},
          {"empty_slots", channel.empty_slots}};
}

Channel read_channel(const FieldReader& reader) {
  return {socket_of(reader, "socket"), reader.text("name"), reader.wholes("dimms"),
          reader.texts("empty_slots")};
}

Json memory_socket_json(const MemorySocket& socket) {
  return {{"id", socket.id},
          {"label", socket.label},
          {"channels",
           {{"populated", fact_json(socket.populated_channels)},
            {"possible", fact_json(socket.possible_channels)}}},
          {"theoretical_bandwidth_bytes_per_second", fact_json(socket.theoretical_bandwidth)}};
}

MemorySocket read_memory_socket(const FieldReader& reader) {
  const FieldReader channels = reader.object("channels");
  return {socket_of(reader, "id"), reader.text("label"), read_fact<int>(channels, "populated"),
          read_fact<int>(channels, "possible"),
          read_fact<BytesPerSecond>(reader, "theoretical_bandwidth_bytes_per_second")};
}

Json memory_errors_json(const MemoryErrors& errors) {
  return {{"place", errors.place}, {"corrected", errors.corrected}, {"uncorrected", errors.uncorrected}};
}

MemoryErrors read_memory_errors(const FieldReader& reader) {
  return {reader.text("place"), reader.whole("corrected", kMostErrors).value_or(0),
          reader.whole("uncorrected", kMostErrors).value_or(0)};
}

Json finding_json(const Finding& finding) {
  return {{"id", finding.id},
          {"severity", finding.severity == Severity::Warning ? kWarning : kNote},
          {"sentence", finding.sentence},
          {"fix", finding.fix},
          {"cost_percent", finding.cost_percent ? Json(*finding.cost_percent) : Json(nullptr)}};
}

Finding read_finding(const FieldReader& reader) {
  const std::string severity = reader.text("severity");
  if (severity != kWarning && severity != kNote) reader.expected("severity", "warning or note");
  return {reader.text("id"), severity == kWarning ? Severity::Warning : Severity::Note,
          reader.text("sentence"), reader.text("fix"), reader.number("cost_percent", 100)};
}

}  // namespace probellm::core
