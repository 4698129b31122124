#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "core/result.h"
#include "core/units.h"

namespace probellm::bench {

/// The size of a huge page, to which mappings are aligned.
inline constexpr core::Bytes kHugePage{2 * core::kMiB};

/// The size of a page that isn't huge: 4 KiB on x86, 4, 16 or 64 KiB on Arm.
core::Bytes base_page();

/// Whether huge pages here have kHugePage: with base pages of 64 KiB they have 512 MiB, which threads can't
/// share out.
bool has_huge_pages();

/// Private memory, not yet touched, aligned to 2 MiB and asked to be on huge pages where they have that size;
/// unmapped at the end.
class Mapping {
 public:
  /// Maps at least `size`; Failed with the kernel's reason.
  static core::Result<Mapping> make(core::Bytes size);
  ~Mapping();
  Mapping(Mapping&& other) noexcept { *this = std::move(other); }
  Mapping& operator=(Mapping&& other) noexcept;

  std::byte* data() const { return data_; }
  core::Bytes size() const { return size_; }
  /// Why the kernel gives no huge pages; empty where it took the advice.
  const std::string& huge_page_refusal() const { return huge_page_refusal_; }

 private:
  Mapping() = default;

  void* mapped_ = nullptr;
  std::size_t mapped_bytes_ = 0;
  std::byte* data_ = nullptr;
  core::Bytes size_;
  std::string huge_page_refusal_;
};

/// Page faults of this process since it started that needed no disk: one for each page touched first.
long page_faults();

/// The share of `touched` memory on 2 MiB pages, 0 to 1, where touching it took so many faults: one maps a
/// page of either size.
double huge_page_share(core::Bytes touched, long faults);

}  // namespace probellm::bench
