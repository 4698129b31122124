#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/units.h"

namespace probellm::core {

/// What a vendor specifies of a GPU: `name` is part of what drivers call it.
struct GpuSpec {
  std::string name;
  std::string vendor;
  BytesPerSecond bandwidth;
  /// Matrix products in BF16 with f32 sums, without sparsity; absent where none is stated.
  std::optional<FlopsPerSecond> matrix_rate;
  /// Memory of the usual card; absent where it comes with several sizes or shares the machine's.
  std::optional<Bytes> memory;
};

/// What a vendor specifies of a CPU: `name` is part of what the CPU calls itself.
struct CpuSpec {
  std::string name;
  std::string vendor;
  std::string family;
  /// What the family is called in shops.
  std::string words;
  /// 0 where its name doesn't tell.
  int cores = 0;
  /// The most sockets that a board can have of it.
  int sockets = 1;
  /// Memory of one socket: its type, its channels of 64 bits, and the fastest transfers per second with one,
  /// two and more modules a channel.
  std::string memory_type;
  int channels = 0;
  std::vector<double> transfers_per_second;
  /// The same with multiplexed-rank modules; empty where it takes none.
  std::vector<double> mrdimm_transfers_per_second;
  std::vector<std::string> isa;
  int pcie_generation = 0;
  int pcie_lanes = 0;
  /// What the links to its dies let all of them read; absent where memory sets that.
  std::optional<BytesPerSecond> read_limit;
  std::string source;
};

/// A set of equal memory modules that is sold together.
struct Kit {
  std::string name;
  std::vector<std::string> aliases;
  int count = 0;
  Bytes each;
  std::string type;
  double transfers_per_second = 0;
  std::string ranks;
  bool is_registered = false;
  /// Platforms that it is sold for; empty where that isn't said.
  std::vector<std::string> platforms;
  std::string source;
};

/// A board or server: what modules go into it, and how fast they run by their number in a channel.
struct Platform {
  std::string id;
  std::string name;
  int sockets = 1;
  std::vector<std::string> cpu_families;
  int channels_per_socket = 0;
  int slots_per_channel = 0;
  std::vector<std::string> types;
  /// Whether it takes registered modules, and whether it takes others.
  bool takes_registered = false;
  bool takes_unregistered = false;
  /// By modules a channel; empty where it is as its CPU's.
  std::vector<double> transfers_per_second;
  std::optional<Bytes> most_memory;
  std::string source;
};

}  // namespace probellm::core
