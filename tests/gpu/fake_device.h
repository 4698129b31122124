#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bench/gpu/formats.h"
#include "gpu/device.h"

namespace probellm::tests {

/// A device that computes what it should on the host and claims a bandwidth, or does one thing wrong.
class FakeDevice : public gpu::Device, public gpu::Arithmetic {
 public:
  enum class Fault {
    None,
    Gone,
    Allocation,
    WrongSum,
    WritesNothing,
    FailsInGather,
    WrongProducts,
    NoMatrices,
    UploadsNothing,
    DownloadsNothing
  };

  explicit FakeDevice(gpu::Kind kind, Fault fault = Fault::None) : fault_(fault) {
    info_ = {
        "Fake 9000", "fake driver", kind, false, {std::int64_t{4} << 30}, {std::int64_t{1} << 30}, {4 << 20},
        2,           "0000:c1:00.0"};
  }

  const gpu::DeviceInfo& info() const override { return info_; }

  std::vector<gpu::Shape> shapes() const override {
    return {{gpu::Sharing::Turns, 128}, {gpu::Sharing::Turns, 512}, {gpu::Sharing::Parts, 64}};
  }

  core::Result<core::Bytes> free_memory() override {
    if (fault_ == Fault::Gone) return core::Error{core::ErrorKind::Failed, "the device is gone"};
    return core::Error{core::ErrorKind::NotFound, "nobody knows"};
  }

  core::Result<core::Bytes> allocate(core::Bytes each, core::Bytes first) override {
    if (fault_ == Fault::Allocation) return core::Error{core::ErrorKind::Failed, "out of memory"};
    allocated = first + each * 2;
    for (int array = 0; array < 3; ++array) {
      auto& words = arrays_[static_cast<std::size_t>(array)];
      words.resize(static_cast<std::size_t>((array == 0 ? first : each).value) / 4);
      for (std::size_t i = 0; i < words.size(); ++i) words[i] = gpu::word_at(array, i);
    }
    return each;
  }

  core::Result<gpu::Run> run(const gpu::Work& work, const gpu::Shape& shape) override {
    auto& [a, b, c] = arrays_;
    const core::Seconds time{1e-3 / shape.group};
    const auto words = static_cast<std::size_t>(work.bytes.value) / 4;
    if (work.kernel == gpu::Kernel::Read)
      return gpu::Run{time, sum(arrays_.at(static_cast<std::size_t>(work.array)), 0, words)};
    if (fault_ == Fault::WritesNothing) return gpu::Run{time, 0};
    for (std::size_t i = 0; i < words; ++i) c[i] = work.kernel == gpu::Kernel::Copy ? a[i] : a[i] + 3 * b[i];
    return gpu::Run{time, 0};
  }

  core::Result<gpu::Run> gather(const std::vector<std::uint64_t>& offsets, core::Bytes block,
                                const gpu::Shape&) override {
    if (fault_ == Fault::FailsInGather) return core::Error{core::ErrorKind::Failed, "the device is gone"};
    std::uint32_t all = 0;
    for (const std::uint64_t offset : offsets)
      all += sum(arrays_[0], offset / 4, static_cast<std::size_t>(block.value) / 4);
    return gpu::Run{{1e-3}, all};
  }

  core::Result<std::span<std::uint32_t>> host_memory(core::Bytes bytes, bool is_pinned) override {
    host_.resize(static_cast<std::size_t>(bytes.value) / 4);
    is_pinned_ = is_pinned;
    return std::span(host_);
  }

  core::Result<core::Seconds> transfer(gpu::Direction direction) override {
    const std::size_t all = host_.size();
    const std::size_t up = gpu::part_that_goes_up(direction, all);
    const auto at = [](auto& words, std::size_t place) {
      return words.begin() + static_cast<std::ptrdiff_t>(place);
    };
    if (fault_ != Fault::UploadsNothing) std::copy(host_.begin(), at(host_, up), arrays_[2].begin());
    if (fault_ != Fault::DownloadsNothing) std::copy(at(arrays_[2], up), at(arrays_[2], all), at(host_, up));
    return core::Seconds{is_pinned_ ? 1e-2 : 2e-2};
  }

  core::Result<gpu::Hop> copy_to(gpu::Device& other, core::Bytes bytes) override {
    auto& to = dynamic_cast<FakeDevice&>(other).arrays_[2];
    if (fault_ != Fault::UploadsNothing) std::copy_n(arrays_[0].begin(), bytes.value / 4, to.begin());
    return gpu::Hop{{1e-2}, true};
  }

  gpu::Arithmetic* arithmetic() override { return info_.kind == gpu::Kind::Gpu ? this : nullptr; }

  core::Result<gpu::ProductsRun> multiply(const gpu::Products& products) override {
    const auto number = static_cast<std::size_t>(products.matrices_per_launch * products.rows);
    gpu::ProductsRun run{{1e-3 / products.rows_per_warp}, std::vector<float>(number, 1.0f)};
    if (fault_ == Fault::WrongProducts) return run;
    for (const bench::FormatLayout& layout : bench::format_layouts())
      if (layout.format == products.format && products.rows_per_warp == 4)
        for (const bench::Expected& each : bench::expected_results(layout, products))
          run.results[each.at] = static_cast<float>(each.value);
    return run;
  }

  core::Result<gpu::MatrixRun> multiply(const gpu::MatrixProduct& product) override {
    if (fault_ == Fault::NoMatrices)
      return core::Error{core::ErrorKind::Unsupported, "its matrix units have no BF16"};
    gpu::MatrixRun run{{1e-3}, "fake library", std::vector<double>(gpu::kElements, 1.0)};
    if (fault_ != Fault::WrongProducts)
      for (const bench::Expected& each : bench::expected_elements(product))
        run.elements[each.at] = each.value;
    return run;
  }

  core::Result<core::Seconds> launch(gpu::Launching launching) override {
    return core::Seconds{launching == gpu::Launching::Waiting ? 9e-6 : 3e-6};
  }

  core::Bytes allocated{};

 private:
  std::uint32_t sum(const std::vector<std::uint32_t>& words, std::size_t first, std::size_t count) const {
    std::uint32_t sum = fault_ == Fault::WrongSum ? 1 : 0;
    for (std::size_t i = first; i < first + count; ++i) sum += words[i];
    return sum;
  }

  gpu::DeviceInfo info_;
  Fault fault_;
  std::array<std::vector<std::uint32_t>, 3> arrays_;
  std::vector<std::uint32_t> host_;
  bool is_pinned_ = true;
};

}  // namespace probellm::tests
