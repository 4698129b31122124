#include "probe/memory/bandwidth.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "probe/absence.h"

namespace probellm::probe {
namespace {

using Rate = core::Fact<core::BytesPerSecond>;

/// The inputs of the formula for channels that are alike.
struct Product {
  int channels = 0;
  double transfers = 0;
  double bytes = 0;
};

core::Error unknown(const std::string& why) { return {core::ErrorKind::NotFound, why}; }

/// Bytes that a module's channel moves at once. A compression-attached module (CAMM2, JESD318) of DDR5 is two
/// channels on one board.
core::Result<double> bytes_of(const core::Dimm& dimm) {
  constexpr double kBitsInByte = 8, kDdr = 8;
  if (dimm.type.starts_with("LPDDR")) {
    if (!dimm.data_width_bits) return unknown("a channel of " + dimm.type + " has no set width");
    return *dimm.data_width_bits / kBitsInByte;
  }
  if (!dimm.type.starts_with("DDR"))
    return unknown(dimm.type == "unknown" ? "the firmware doesn't state the type of its memory"
                                          : "a channel of " + dimm.type + " has no set width");
  const bool is_camm = dimm.form_factor && *dimm.form_factor == "CAMM" && dimm.data_width_bits;
  return is_camm ? *dimm.data_width_bits / kBitsInByte : kDdr;
}

/// The modules of a socket that lie in known channels.
std::vector<const core::Dimm*> dimms_of(const core::Memory& memory, int socket) {
  std::vector<const core::Dimm*> dimms;
  for (const core::Channel& channel : memory.channels.each)
    if (channel.socket == socket)
      for (const int dimm : channel.dimms) dimms.push_back(&(*memory.dimms)[static_cast<std::size_t>(dimm)]);
  return dimms;
}

core::Result<Product> product_of(const core::Memory& memory, const core::MemorySocket& socket) {
  Product product;
  product.channels = *socket.populated_channels;
  for (const core::Dimm* dimm : dimms_of(memory, socket.id)) {
    const auto bytes = bytes_of(*dimm);
    if (!bytes) return bytes.error();
    const auto& speed = dimm->configured_transfers_per_second;
    if (!speed) return unknown(speed.reason());
    product.transfers = product.transfers == 0 ? *speed : std::min(product.transfers, *speed);
    product.bytes = std::max(product.bytes, *bytes);
  }
  return product;
}

double rate_of(const Product& product) { return product.channels * product.transfers * product.bytes; }

std::string written(const Product& product) {
  char text[80];
  std::snprintf(text, sizeof text, "%d channels x %.0f MT/s x %.0f bytes", product.channels,
                product.transfers / 1e6, product.bytes);
  return text;
}

/// Sockets that are alike are counted together.
void add(std::vector<Product>& products, const Product& product) {
  for (Product& known : products) {
    if (known.transfers != product.transfers || known.bytes != product.bytes) continue;
    known.channels += product.channels;
    return;
  }
  products.push_back(product);
}

Rate sum_of(const std::vector<Product>& products) {
  double sum = 0;
  std::string source;
  for (const Product& product : products) {
    sum += rate_of(product);
    source += (source.empty() ? "" : " + ") + written(product);
  }
  return Rate::known({sum}, source);
}

}  // namespace

void describe_bandwidth(core::Memory& memory) {
  std::vector<Product> products;
  std::optional<std::string> why;
  if (memory.channels.populated && *memory.channels.populated == 0) why = "the firmware lists no module";
  for (core::MemorySocket& socket : memory.sockets) {
    const auto product = product_of(memory, socket);
    if (!product) {
      socket.theoretical_bandwidth = Rate::absent(product.error().what);
      if (!why) why = product.error().what;
    } else if (product->channels == 0) {
      socket.theoretical_bandwidth = Rate::absent("the socket has no module");
    } else {
      socket.theoretical_bandwidth = sum_of({*product});
      add(products, *product);
    }
  }
  if (!memory.channels.populated)
    memory.theoretical_bandwidth = absent_like<core::BytesPerSecond>(memory.channels.populated);
  else
    memory.theoretical_bandwidth = why ? Rate::absent(*why) : sum_of(products);
}

}  // namespace probellm::probe
