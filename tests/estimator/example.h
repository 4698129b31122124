#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/document.h"
#include "estimator/question.h"
#include "estimator/weights.h"
#include "profiles/catalog.h"

namespace probellm::tests {

inline const profiles::Catalog& catalog() {
  static const core::Result<profiles::Catalog> loaded = profiles::load_catalog("");
  if (!loaded) ADD_FAILURE() << loaded.error().what;
  return loaded.value();
}

inline core::Model kimi() { return *profiles::find_model(catalog(), "kimi-k2.6"); }

inline core::Quant quant(const std::string& id) { return *profiles::find_quant(catalog(), id); }

inline estimator::Question question(const std::string& quant_id, std::int64_t context = 8192,
                                    const std::string& kv_type = "f16") {
  const core::Quant recipe = quant(quant_id);
  return {kimi(),
          recipe,
          estimator::weight_groups(kimi(), recipe),
          *profiles::find_type(catalog(), kv_type),
          context,
          *profiles::find_engine(catalog(), "llama.cpp")};
}

/// The machine of a profile.
inline core::Machine named_machine(const std::string& name) {
  for (const profiles::NamedMachine& machine : catalog().machines)
    if (machine.name == name) return *core::parse_document(machine.json)->machine;
  ADD_FAILURE() << "no machine " << name;
  return {};
}

/// A machine with so much RAM, 32 cores, and nothing else known.
inline core::Machine machine_with(std::int64_t total_bytes) {
  core::Machine machine;
  machine.memory.total = core::Fact<core::Bytes>::known({total_bytes}, "test");
  machine.cpu.cores = core::Fact<int>::known(32, "test");
  machine.cpu.isa = {"avx2"};
  machine.gpus = core::Fact<std::vector<core::Gpu>>::known({}, "test");
  return machine;
}

/// One measured value without spread.
inline core::Measurement measured(std::string_view id, core::Unit unit, double median, char grade = 'A') {
  core::Measurement row;
  row.id = id;
  row.unit = unit;
  row.median = median;
  row.samples = {median};
  row.status = core::Status::Ok;
  row.quality.grade = grade;
  return row;
}

inline core::Measurements read_bandwidth(double bytes_per_second) {
  return {{}, {measured(core::kMemoryRead, core::Unit::ByteRate, bytes_per_second)}};
}

}  // namespace probellm::tests
