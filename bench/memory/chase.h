#pragma once

#include <cstddef>
#include <cstdint>

namespace probellm::bench {

/// A cache line that leads to another.
struct alignas(64) Line {
  const Line* next = nullptr;
};

/// A walk over 2^bits lines in an order that looks random and visits each once before it comes back: a linear
/// congruential generator of full period, its halves mixed.
class Walk {
 public:
  explicit Walk(int bits) : bits_(bits) {}

  std::size_t lines() const { return std::size_t{1} << bits_; }
  /// The line that is visited at `moment`.
  std::size_t line_at(std::uint64_t moment) const;
  /// The line that is visited after `line`.
  std::size_t after(std::size_t line) const;

 private:
  std::uint64_t mixed(std::uint64_t state) const;

  int bits_;
};

/// Links lines [begin, end) of the walk's, each to the one after it.
void link(Line* lines, const Walk& walk, std::size_t begin, std::size_t end);

/// The line that is reached from `line` in `steps` steps, each of which waits for the one before.
const Line* chase(const Line* line, std::size_t steps);

}  // namespace probellm::bench
