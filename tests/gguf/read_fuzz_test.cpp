#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>
#include <random>
#include <string>

#include "gguf/describe.h"
#include "gguf/read_header.h"
#include "gguf/read_model.h"
#include "tests/fuzz/gguf_bytes.h"

namespace {

std::atomic<std::size_t> allocated{0};

void* counted(std::size_t size) {
  allocated += size;
  return std::malloc(std::max<std::size_t>(size, 1));
}

void* counted_or_throw(std::size_t size) {
  if (void* memory = counted(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// Count what this program allocates; all forms, as a sanitizer would else see its own beside these.
void* operator new(std::size_t size) { return counted_or_throw(size); }
void* operator new[](std::size_t size) { return counted_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace probellm::tests {
namespace {

constexpr std::size_t kOneMib = 1 << 20;

/// Runs the fuzz target and gives the bytes that it allocated, all together.
std::size_t run(const std::string& bytes) {
  const std::size_t before = allocated;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return allocated - before;
}

std::string mutated(std::string bytes, std::mt19937_64& random) {
  constexpr std::string_view kTelling("\x00\x01\x08\x09\x0d\x7f\x80\xff", 8);
  for (std::uint64_t changes = 1 + random() % 6; changes > 0 && !bytes.empty(); --changes) {
    const std::size_t at = random() % bytes.size();
    switch (random() % 5) {
      case 0:
        bytes[at] = static_cast<char>(random());
        break;
      case 1:
        bytes[at] = kTelling[random() % kTelling.size()];
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        bytes.erase(at, random() % 16);
        break;
      default:
        bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 64));
        break;
    }
  }
  return bytes;
}

TEST(ReadFuzz, TheFilesThatAreMutatedCanBeDescribed) {
  for (const GgufBytes& bytes : {smallest_model(), small_mixture()}) {
    auto header = gguf::read_header(bytes_of(bytes.file()));
    ASSERT_TRUE(header.ok()) << header.error().what;
    const auto model = gguf::merge_headers({{{"a.gguf", {1 << 20}}, std::move(header.value())}});
    ASSERT_TRUE(model.ok()) << model.error().what;
    const auto described = gguf::describe(*model);
    EXPECT_TRUE(described.ok()) << described.error().what;
  }
}

TEST(ReadFuzz, EveryByteFlippedOrSetIsReadOrRefusedInLittleMemory) {
  for (const std::string& whole : {smallest_model().head(), small_mixture().head()})
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (const int change : {0x01, 0x08, 0x80, 0xff}) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(bytes[at] ^ change);
        ASSERT_LT(run(bytes), kOneMib) << at;
      }
}

TEST(ReadFuzz, RandomMutationsAreReadOrRefusedInLittleMemory) {
  std::mt19937_64 random(20260101);  // NOLINT: the same ones each time
  const std::string dense = smallest_model().head();
  const std::string mixture = small_mixture().head();
  for (int i = 0; i < 8000; ++i) ASSERT_LT(run(mutated(i % 2 == 0 ? dense : mixture, random)), kOneMib) << i;
}

}  // namespace
}  // namespace probellm::tests
