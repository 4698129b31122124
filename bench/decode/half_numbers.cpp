#include "bench/decode/half_numbers.h"

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "bench/decode/unpack.h"

namespace probellm::bench {

std::array<float, 65536> half_numbers;

void fill_half_numbers() {
  static std::once_flag once;
  std::call_once(once, [] {
    for (std::size_t bits = 0; bits < half_numbers.size(); ++bits) {
      const auto half = static_cast<std::uint16_t>(bits);
      double number = 0;
      unpack_f16(reinterpret_cast<const std::byte*>(&half), &number);
      half_numbers[bits] = static_cast<float>(number);
    }
  });
}

}  // namespace probellm::bench
