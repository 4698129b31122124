// What a saved document can make its reader do; what was read and is written again is read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace probellm::core;
  const auto document = parse_document({reinterpret_cast<const char*>(data), size});
  if (document && !parse_document(to_json(*document))) std::abort();
  return 0;
}
