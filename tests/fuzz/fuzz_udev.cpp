// What udev's record of the SMBIOS table can make the reader of memory do: fuzz-udev with clang and
// -DPROBELLM_FUZZ=ON; the tests run it on mutations of a small one.
#include "tests/fuzz/memory_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  probellm::tests::fuzz_udev(data, size);
  return 0;
}
