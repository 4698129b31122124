#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/units.h"
#include "estimator/inputs.h"
#include "estimator/interval.h"

namespace probellm::estimator {

/// What one new token asks of the machine under one placement.
struct Workload {
  std::int64_t layers = 0;
  core::Bytes host_read;
  /// Matrix products of what the host reads; the host reads and multiplies at the same time.
  core::Flops host_products;
  core::Bytes vram_read;
  /// Bytes of the token's routed experts, and the share of all of them that stays in RAM: the rest comes from
  /// disk.
  core::Bytes routed_from_disk;
  double experts_in_ram = 1;
  /// Bytes of everything else that doesn't stay in RAM, read from disk for every token.
  core::Bytes rest_from_disk;
  /// Attention that the CPU computes.
  core::Flops attention;
  /// Attention that the GPUs compute.
  core::Flops vram_attention;
};

/// The seconds of a token, by what it waits for.
struct TokenTime {
  double overhead = 0;
  double host_reading = 0;
  double host_computing = 0;
  double vram = 0;
  double disk = 0;
  double attention = 0;
};

/// t = C + bytes / effective bandwidth for each memory that is read, and on the host the products where they
/// take longer; C is layers x (barriers + small operations).
TokenTime token_time(const Workload& work, const Point& point);

double total(const TokenTime& time);

/// The largest part, in words.
std::string bottleneck(const TokenTime& time);

/// The inputs that a workload's time depends on.
std::vector<Input> inputs_used(const Workload& work);

/// A workload's time at the likely inputs; zero where one is unknown.
TokenTime likely_token_time(const Workload& work, const Inputs& inputs);

/// The time of a token with its interval; absent where an input is unknown.
std::optional<TimeInterval> decode_time(const Workload& work, const Inputs& inputs);

}  // namespace probellm::estimator
