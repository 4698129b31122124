#pragma once

// The part of NVML's binary interface that is used here, as NVIDIA's NVML API Reference Guide and nvml.h
// (CUDA 12) declare it. It is stable across drivers: functions that change get a new suffix. Declared here so
// that building needs no CUDA.

namespace probellm::probe::nvml_abi {

using Device = struct OpaqueDevice*;
using Return = int;

constexpr Return kSuccess = 0;
/// NVML_CLOCK_MEM.
constexpr int kMemoryClock = 2;
/// NVML_DEVICE_NAME_V2_BUFFER_SIZE.
constexpr unsigned kNameSize = 96;
/// NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE.
constexpr unsigned kVersionSize = 80;
/// NVML_FEATURE_ENABLED, and NVML_DEVICE_MIG_ENABLE.
constexpr unsigned kEnabled = 1;
/// More than any NVML_NVLINK_MAX_LINKS.
constexpr unsigned kMostLinks = 64;

/// nvmlMemory_t, in bytes.
struct Memory {
  unsigned long long total;
  unsigned long long free;
  unsigned long long used;
};

/// nvmlPciInfo_t of nvmlDeviceGetPciInfo_v3.
struct PciInfo {
  char bus_id_legacy[16];
  unsigned domain;
  unsigned bus;
  unsigned device;
  unsigned pci_device_id;
  unsigned pci_subsystem_id;
  char bus_id[32];
};

/// NVML_CLOCK_SM, and NVML_TEMPERATURE_GPU.
constexpr int kSmClock = 1;
constexpr int kGpuTemperature = 0;

/// nvmlClocksEventReasons, before CUDA 12.2 called throttle reasons.
constexpr unsigned long long kPowerCap = 0x4;
constexpr unsigned long long kHardwareSlowdown = 0x8;
constexpr unsigned long long kSyncBoost = 0x10;
constexpr unsigned long long kThermalSlowdown = 0x20;
constexpr unsigned long long kHardwareThermalSlowdown = 0x40;
constexpr unsigned long long kPowerBrake = 0x80;

/// nvmlUtilization_t, in percent.
struct Utilization {
  unsigned gpu;
  unsigned memory;
};

using Init = Return (*)();
using Shutdown = Return (*)();
using ErrorString = const char* (*)(Return);
using GetCount = Return (*)(unsigned*);
using GetHandle = Return (*)(unsigned, Device*);
using GetName = Return (*)(Device, char*, unsigned);
using GetMemory = Return (*)(Device, Memory*);
using GetPciInfo = Return (*)(Device, PciInfo*);
using GetMaxClock = Return (*)(Device, int, unsigned*);
using GetNumber = Return (*)(Device, unsigned*);
using GetDriverVersion = Return (*)(char*, unsigned);
using GetCudaVersion = Return (*)(int*);
/// Current and pending.
using GetEccMode = Return (*)(Device, int*, int*);
using GetMigMode = Return (*)(Device, unsigned*, unsigned*);
using GetMigDevice = Return (*)(Device, unsigned, Device*);
using GetHandleByAddress = Return (*)(const char*, Device*);
using GetReasons = Return (*)(Device, unsigned long long*);
using GetOf = Return (*)(Device, int, unsigned*);
using GetUtilization = Return (*)(Device, Utilization*);
using GetNvLinkState = Return (*)(Device, unsigned, int*);

}  // namespace probellm::probe::nvml_abi
