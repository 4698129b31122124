#include <linux/mempolicy.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

// Memory with a policy of its own isn't moved to whoever reads it, as automatic NUMA balancing else does in
// the midst of a measurement. A container may forbid it; then that remains.
void keep_where_touched(void* start, std::size_t bytes) {
  static_cast<void>(syscall(SYS_mbind, start, bytes, MPOL_LOCAL, nullptr, 0, 0));
}

}  // namespace

core::Bytes base_page() { return {sysconf(_SC_PAGESIZE)}; }

// A huge page is what one table of pages maps: a page of entries of 8 bytes.
bool has_huge_pages() { return base_page().value * (base_page().value / 8) == kHugePage.value; }

core::Result<Mapping> Mapping::make(core::Bytes size, Pages pages) {
  Mapping mapping;
  const auto page = static_cast<std::uintptr_t>(kHugePage.value);
  const auto bytes = static_cast<std::size_t>(size.value) + page;
  void* start =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED)
    return core::Error{core::ErrorKind::Failed, std::string("can't map memory: ") + std::strerror(errno)};
  mapping.mapped_ = start;
  mapping.mapped_bytes_ = bytes;
  const auto past = reinterpret_cast<std::uintptr_t>(start) % page;
  mapping.data_ = static_cast<std::byte*>(start) + (page - past);
  mapping.size_ = size;
  mapping.pages_ = pages;
  keep_where_touched(start, bytes);
  const int advice = pages == Pages::Huge && has_huge_pages() ? MADV_HUGEPAGE : MADV_NOHUGEPAGE;
  if (madvise(start, bytes, advice) != 0) mapping.huge_page_refusal_ = std::strerror(errno);
  return mapping;
}

Mapping::~Mapping() {
  if (mapped_) munmap(mapped_, mapped_bytes_);
}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
  std::swap(mapped_, other.mapped_);
  std::swap(mapped_bytes_, other.mapped_bytes_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(pages_, other.pages_);
  std::swap(huge_page_refusal_, other.huge_page_refusal_);
  return *this;
}

long page_faults() {
  rusage usage{};
  return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_minflt : 0;
}

double huge_page_share(core::Bytes touched, long faults) {
  const double small_pages = touched / base_page();
  const double share = (1 - static_cast<double>(faults) / small_pages) / (1 - base_page() / kHugePage);
  return std::clamp(share, 0.0, 1.0);
}

}  // namespace probellm::bench
