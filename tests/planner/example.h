#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/machine_spec.h"
#include "planner/plan.h"
#include "tests/estimator/example.h"

namespace probellm::tests {

/// A CPU as EPYC 9005 has them: 12 channels of DDR5, 6400 with one module a channel and 5200 with two.
inline core::CpuSpec server_cpu() {
  core::CpuSpec cpu;
  cpu.name = "Server 32";
  cpu.vendor = "AMD";
  cpu.family = "server";
  cpu.words = "Server";
  cpu.cores = 64;
  cpu.sockets = 2;
  cpu.memory_type = "DDR5";
  cpu.channels = 12;
  cpu.transfers_per_second = {6.4e9, 5.2e9};
  cpu.isa = {"avx2", "avx512f"};
  cpu.source = "test";
  return cpu;
}

inline core::Modules modules(int count, int gib, double mts = 6400, const std::string& type = "DDR5") {
  return {count, {gib * core::kGiB}, type, mts * 1e6};
}

inline planner::Request request_of(core::Modules memory, int sockets = 1, const char* quant_id = "q4_k_m") {
  core::MachineSpec spec;
  spec.text = "test";
  spec.sockets = sockets;
  spec.cpu = server_cpu();
  spec.memory = std::move(memory);
  return {spec, question(quant_id), std::nullopt, {}};
}

}  // namespace probellm::tests
