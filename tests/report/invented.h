#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/machine.h"
#include "core/measurement.h"

namespace probellm::tests {

/// A good row with that median.
inline core::Measurement row_of(std::string id, double median, int threads = 2,
                                std::map<std::string, double> at = {},
                                core::Unit unit = core::Unit::ByteRate) {
  core::Measurement row;
  row.id = std::move(id);
  row.device = "memory";
  row.unit = unit;
  row.samples = {median, median, median};
  row.median = median;
  row.spread = 0.012;
  row.status = core::Status::Ok;
  row.variant = "AVX2, 100 % on 2 MiB pages";
  row.bytes_per_sample = {1'000'000};
  row.threads = threads;
  row.at = std::move(at);
  row.quality.grade = 'A';
  return row;
}

/// A row that has no number for that reason.
inline core::Measurement missing_row(std::string_view id, std::string reason) {
  core::Measurement row;
  row.id = id;
  row.status = core::Status::Skipped;
  row.quality = {'F', {reason}};
  row.reason = std::move(reason);
  return row;
}

/// One row or curve of every kind, as a server of two nodes would have them.
core::Measurements invented_measurements();

/// That server: two nodes with two CPUs each, 100 GB/s in theory.
core::Machine invented_machine();

}  // namespace probellm::tests
