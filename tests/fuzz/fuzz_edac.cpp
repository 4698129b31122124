// What the texts of EDAC's files can make the reader of memory do: fuzz-edac with clang and
// -DPROBELLM_FUZZ=ON; the tests run it on mutations of a small one.
#include "tests/fuzz/memory_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  probellm::tests::fuzz_edac(data, size);
  return 0;
}
