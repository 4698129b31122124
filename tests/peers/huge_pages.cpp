// Preloaded into a peer, asks for 2 MiB pages wherever it keeps its arrays: on the heap, in anonymous
// mappings and in its static arrays. GLIBC_TUNABLES reaches the heap alone, and not even that of every
// program.
#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::uintptr_t kHugePage = 2u << 20;

void ask(const void* start, std::size_t bytes) {
  const auto address = reinterpret_cast<std::uintptr_t>(start);
  const std::uintptr_t first = (address + kHugePage - 1) / kHugePage * kHugePage;
  const std::uintptr_t end = (address + bytes) / kHugePage * kHugePage;
  if (start != nullptr && end > first) madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
}

template <typename Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

int ask_for_static_arrays(dl_phdr_info* object, std::size_t /*size*/, void* /*data*/) {
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type == PT_LOAD && (segment.p_flags & PF_W) != 0)
      ask(reinterpret_cast<void*>(object->dlpi_addr + segment.p_vaddr), segment.p_memsz);
  }
  return 1;  // the first object is the program; the libraries don't matter
}

__attribute__((constructor)) void begin() { dl_iterate_phdr(ask_for_static_arrays, nullptr); }

}  // namespace

extern "C" {

int posix_memalign(void** at, std::size_t alignment, std::size_t bytes) noexcept {
  static const auto next = real<int (*)(void**, std::size_t, std::size_t)>("posix_memalign");
  const int failed = next(at, alignment, bytes);
  if (failed == 0) ask(*at, bytes);
  return failed;
}

void* mmap(void* address, std::size_t bytes, int protection, int flags, int file, off_t offset) noexcept {
  static const auto next = real<void* (*)(void*, std::size_t, int, int, int, off_t)>("mmap");
  void* at = next(address, bytes, protection, flags, file, offset);
  if (at != MAP_FAILED && (flags & MAP_ANONYMOUS) != 0) ask(at, bytes);
  return at;
}

void* mmap64(void* address, std::size_t bytes, int protection, int flags, int file, off_t offset) noexcept {
  return mmap(address, bytes, protection, flags, file, offset);
}
}
