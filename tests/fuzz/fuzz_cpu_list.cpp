// What a kernel's list of CPUs can make the reader do: "0-3,8".
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/ranges.h"
#include "probe/cpu/cpu_list.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace probellm::probe;
  const auto numbers = parse_cpu_list({reinterpret_cast<const char*>(data), size});
  if (parse_cpu_list(probellm::core::ranges_text(numbers)) != numbers) std::abort();
  return 0;
}
