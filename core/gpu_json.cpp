#include "core/gpu_json.h"

namespace probellm::core {

Json link_json(const PcieLink& link) {
  Json json;
  put_plain(json, "generation", link.generation);
  put_plain(json, "lanes", link.lanes);
  put_plain(json, "most_generation", link.most_generation);
  put_plain(json, "most_lanes", link.most_lanes);
  return json;
}

PcieLink read_link(const FieldReader& reader) {
  return {read_plain<int>(reader, "generation"), read_plain<int>(reader, "lanes"),
          read_plain<int>(reader, "most_generation"), read_plain<int>(reader, "most_lanes")};
}

Json gpu_json(const Gpu& gpu) {
  Json json = {{"vendor", gpu.vendor}, {"name", gpu.name}, {"pci_address", gpu.pci_address}};
  put_plain(json, "vram_total_bytes", gpu.vram_total);
  put_plain(json, "vram_free_bytes", gpu.vram_free);
  put_plain(json, "vram_bandwidth_bytes_per_second", gpu.vram_bandwidth);
  put_plain(json, "matrix_flop_per_second", gpu.matrix_rate);
  json["driver"] = fact_json(gpu.driver);
  json["cuda_version"] = fact_json(gpu.cuda_version);
  json["memory_bus_bits"] = fact_json(gpu.memory_bus_bits);
  json["memory_clock_hertz"] = fact_json(gpu.memory_clock_hertz);
  json["ecc"] = fact_json(gpu.ecc);
  json["mig"] = fact_json(gpu.mig);
  json["link"] = link_json(gpu.link);
  json["peer_links"] = fact_json(gpu.peer_links);
  json["unified"] = fact_json(gpu.unified);
  json["shared_memory_bytes"] = fact_json(gpu.shared_memory);
  return json;
}

Gpu read_gpu(const FieldReader& reader) {
  return {reader.text("vendor"),
          reader.text("name"),
          reader.text("pci_address"),
          read_plain<Bytes>(reader, "vram_total_bytes"),
          read_plain<Bytes>(reader, "vram_free_bytes"),
          read_plain<BytesPerSecond>(reader, "vram_bandwidth_bytes_per_second"),
          read_plain<FlopsPerSecond>(reader, "matrix_flop_per_second"),
          read_fact<std::string>(reader, "driver"),
          read_fact<std::string>(reader, "cuda_version"),
          read_fact<int>(reader, "memory_bus_bits"),
          read_fact<double>(reader, "memory_clock_hertz"),
          read_fact<std::string>(reader, "ecc"),
          read_fact<std::string>(reader, "mig"),
          read_link(reader.object("link")),
          read_fact<int>(reader, "peer_links"),
          read_fact<std::string>(reader, "unified"),
          read_fact<Bytes>(reader, "shared_memory_bytes")};
}

}  // namespace probellm::core
