#pragma once

#include <compare>
#include <cstdint>

namespace probellm::core {

/// An amount in one unit; units combine only through the operators below, so that bytes never meet seconds by
/// accident.
template <class Unit, class Number>
struct Quantity {
  Number value{};

  friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.value + b.value}; }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.value - b.value}; }
  friend constexpr Quantity operator*(Quantity a, Number factor) { return {a.value * factor}; }
  friend constexpr double operator/(Quantity a, Quantity b) {
    return static_cast<double>(a.value) / static_cast<double>(b.value);
  }
  constexpr Quantity& operator+=(Quantity other) {
    value += other.value;
    return *this;
  }
};

/// Exact bytes.
using Bytes = Quantity<struct ByteUnit, std::int64_t>;
/// Seconds.
using Seconds = Quantity<struct SecondUnit, double>;
/// Floating-point operations, a multiply-add counted as two.
using Flops = Quantity<struct FlopUnit, double>;
/// Bytes per second.
using BytesPerSecond = Quantity<struct ByteRateUnit, double>;

/// Floating-point operations per second.
using FlopsPerSecond = Quantity<struct FlopRateUnit, double>;

constexpr double kGB = 1e9;
constexpr std::int64_t kKiB = 1024;
constexpr std::int64_t kMiB = 1024 * kKiB;
constexpr std::int64_t kGiB = 1024 * kMiB;

constexpr Seconds operator/(Bytes amount, BytesPerSecond rate) {
  return {static_cast<double>(amount.value) / rate.value};
}
constexpr BytesPerSecond operator/(Bytes amount, Seconds time) {
  return {static_cast<double>(amount.value) / time.value};
}

}  // namespace probellm::core
