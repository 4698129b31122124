#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/fact.h"
#include "core/finding.h"
#include "core/gpu.h"
#include "core/system.h"
#include "core/units.h"

namespace probellm::core {

/// The system a machine runs.
struct Host {
  std::string name;
  std::string os;
  std::string kernel;
  bool is_root = false;
  Fact<std::string> hypervisor;
};

/// One size of cache, how many of it the machine has, and how many logical CPUs share each (0 where that
/// isn't known).
struct Cache {
  int level = 0;
  Bytes size;
  int count = 0;
  int cpus_each = 0;
};

/// Cores of one kind where a CPU has several: Intel's P and E cores, Arm's big and LITTLE ones.
struct CoreKind {
  std::string name;
  int cores = 0;
  std::vector<int> cpus;
  Fact<double> most_hertz{};
};

/// The processors of the whole machine, all sockets together.
struct Cpu {
  Fact<std::string> model;
  Fact<int> sockets;
  Fact<int> cores;
  Fact<int> threads;
  std::vector<std::string> isa;
  /// What all cores together can read, where links to their dies and not the memory set it.
  Fact<BytesPerSecond> read_limit{};
  std::vector<Cache> caches;
  /// What its maker states of the memory of one socket: channels, and the fastest modules where each channel
  /// has one.
  Fact<int> memory_channels{};
  Fact<double> memory_transfers_per_second{};
  /// The kinds of cores, the fastest first; none where all are alike.
  std::vector<CoreKind> core_kinds{};
  /// Whether a core runs several threads: "on", "off" or "none".
  Fact<std::string> smt{};
};

/// One NUMA node: its CPUs, the memory believed to be local, and its distance to every node in order of id
/// (SLIT).
struct NumaNode {
  int id = 0;
  Fact<Bytes> memory;
  std::vector<int> cpus;
  std::vector<int> distances;
  /// DRAM, HBM, CXL, GPU memory, NVM or none.
  Fact<std::string> kind{};
  /// What the firmware says its own CPUs can read (ACPI HMAT); not measured.
  Fact<BytesPerSecond> stated_bandwidth{};
};

/// The nodes in order of id; clustering names how a socket is divided into nodes (NPS4, SNC2).
struct Numa {
  std::vector<NumaNode> nodes;
  Fact<std::string> clustering{};
};

/// One memory module; transfers per second are data transfers (4800 MT/s is 4.8e9).
struct Dimm {
  std::string locator;
  std::string bank;
  Bytes size;
  std::string type;
  Fact<double> rated_transfers_per_second;
  Fact<double> configured_transfers_per_second;
  Fact<int> ranks;
  std::string manufacturer;
  std::string part_number;
  /// Bits of data that it moves at once, without those for error correction.
  Fact<int> data_width_bits{};
  /// DIMM, SODIMM, row of chips and so on, as SMBIOS calls them.
  Fact<std::string> form_factor{};
  Fact<std::string> technology{};
  /// "registered", "unbuffered" or "load-reduced".
  Fact<std::string> buffering{};
  Fact<double> volts{};
};

/// One memory channel: its socket, counted from 0; its name on the board; the places of its modules in
/// Memory::dimms; and its empty slots.
struct Channel {
  int socket = 0;
  std::string name;
  std::vector<int> dimms;
  std::vector<std::string> empty_slots;
};

/// Memory channels of the whole machine; DDR5's subchannels are halves of one. `each` is empty where they
/// aren't known.
struct Channels {
  Fact<int> populated;
  Fact<int> possible;
  std::vector<Channel> each{};
};

/// The memory of one socket, counted from 0; the label is the board's name for it and may be empty.
struct MemorySocket {
  int id = 0;
  std::string label;
  Fact<int> populated_channels;
  Fact<int> possible_channels;
  Fact<BytesPerSecond> theoretical_bandwidth;
};

/// Errors of memory that were counted since boot at one place.
struct MemoryErrors {
  std::string place;
  std::int64_t corrected = 0;
  std::int64_t uncorrected = 0;
};

/// Something that lets a process use less than the installed memory; bytes is what it leaves.
struct MemoryLimit {
  std::string name;
  Bytes bytes;
  std::string source;
};

/// Main memory: total is installed and managed by the kernel, available is free now, usable is what one
/// process may take here now.
struct Memory {
  Fact<Bytes> total;
  Fact<Bytes> available;
  Fact<Bytes> usable;
  std::vector<MemoryLimit> limits;
  Fact<std::string> type;
  Channels channels;
  Fact<int> slots;
  Fact<std::vector<Dimm>> dimms;
  Fact<BytesPerSecond> theoretical_bandwidth;
  /// What the modules hold, or else what the firmware or the kernel says is there.
  Fact<Bytes> installed{};
  std::vector<MemorySocket> sockets{};
  /// Places with errors; none where the memory controllers have counted none.
  Fact<std::vector<MemoryErrors>> errors{};
  std::vector<Finding> findings{};
};

/// One mounted filesystem on local storage; kind is nvme, ssd, hdd, virtual or network.
struct Disk {
  std::string mount_point;
  std::string device;
  std::string filesystem;
  Fact<std::string> kind;
  Fact<Bytes> total;
  Fact<Bytes> free;
  /// Bytes of model files in the folder for weights.
  Fact<Bytes> weights{};
  /// The device's name, and the link of an NVMe disk.
  Fact<std::string> model{};
  PcieLink link{};
};

/// What this process may use; cpus are logical CPU ids, one for each core first, then their SMT siblings.
struct Limits {
  std::vector<int> cpus;
  /// Those of them that share a cache of the last level, a list for each such cache; empty where it isn't
  /// known.
  std::vector<std::vector<int>> cpus_by_cache{};
  Fact<double> cpu_quota;
};

/// A machine as it was found; live only where it is the one that this process runs on. The first disk would
/// hold the weights.
struct Machine {
  bool live = false;
  Host host;
  Cpu cpu;
  Numa numa;
  Memory memory;
  Fact<std::vector<Gpu>> gpus;
  std::vector<Disk> disks;
  Limits limits;
  System system{};
  std::vector<std::string> notes;
};

}  // namespace probellm::core
