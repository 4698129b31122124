#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// The size of a huge page, to which mappings are aligned.
inline constexpr core::Bytes kHugePage{2 * core::kMiB};

/// The pages that memory is asked to be on.
enum class Pages { Huge, Small };

/// The size of a page that isn't huge: 4 KiB on x86, 4, 16 or 64 KiB on Arm.
core::Bytes base_page();

/// Whether huge pages here have kHugePage: with base pages of 64 KiB they have 512 MiB, which threads can't
/// share out.
bool has_huge_pages();

/// Private memory, not yet touched, aligned to 2 MiB, asked to be on such pages (on huge ones only where they
/// have that size) and to stay on the node that touches it; unmapped at the end.
class Mapping {
 public:
  /// Maps at least `size`; Failed with the kernel's reason.
  static core::Result<Mapping> make(core::Bytes size, Pages pages = Pages::Huge);
  ~Mapping();
  Mapping(Mapping&& other) noexcept { *this = std::move(other); }
  Mapping& operator=(Mapping&& other) noexcept;

  std::byte* data() const { return data_; }
  core::Bytes size() const { return size_; }
  Pages pages() const { return pages_; }
  /// Why the kernel gives no huge pages; empty where it took the advice.
  const std::string& huge_page_refusal() const { return huge_page_refusal_; }

 private:
  Mapping() = default;

  void* mapped_ = nullptr;
  std::size_t mapped_bytes_ = 0;
  std::byte* data_ = nullptr;
  core::Bytes size_;
  Pages pages_ = Pages::Huge;
  std::string huge_page_refusal_;
};

/// Page faults of this process since it started that needed no disk: one for each page touched first.
long page_faults();

/// The share of `touched` memory on 2 MiB pages, 0 to 1, where touching it took so many faults: one maps a
/// page of either size.
double huge_page_share(core::Bytes touched, long faults);

}  // namespace probellm::bench
