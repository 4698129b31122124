// What a GGUF file's bytes can make the reader do. With clang and -DPROBELLM_FUZZ=ON it becomes fuzz-gguf;
// the tests run it on mutations of a small file.
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "gguf/describe.h"
#include "gguf/read_header.h"
#include "gguf/read_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace probellm;
  constexpr core::Bytes kFileSize{std::int64_t{1} << 50};  // room for the weights, so that more inputs get on
  auto header = gguf::read_header(std::as_bytes(std::span(data, size)));
  if (!header) return 0;
  const auto model = gguf::merge_headers({{{"fuzz.gguf", kFileSize}, std::move(header.value())}});
  if (model) (void)gguf::describe(*model);
  return 0;
}
