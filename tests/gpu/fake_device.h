#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gpu/device.h"

namespace probellm::tests {

/// A device that computes what it should on the host and claims a bandwidth, or does one thing wrong.
class FakeDevice : public gpu::Device {
 public:
  enum class Fault { None, Allocation, WrongSum, WritesNothing, FailsInGather };

  explicit FakeDevice(gpu::Kind kind, Fault fault = Fault::None) : fault_(fault) {
    info_ = {"Fake 9000",
             "fake driver",
             kind,
             false,
             {std::int64_t{4} << 30},
             {std::int64_t{1} << 30},
             {4 << 20},
             2};
  }

  const gpu::DeviceInfo& info() const override { return info_; }

  core::Result<core::Bytes> allocate(core::Bytes each) override {
    if (fault_ == Fault::Allocation) return core::Error{core::ErrorKind::Failed, "out of memory"};
    allocated = each;
    for (int array = 0; array < 3; ++array) {
      auto& words = arrays_[static_cast<std::size_t>(array)];
      words.resize(static_cast<std::size_t>(each.value) / 4);
      for (std::size_t i = 0; i < words.size(); ++i) words[i] = gpu::word_at(array, i);
    }
    return each;
  }

  core::Result<gpu::Run> run(gpu::Kernel kernel, const gpu::Shape& shape, int array) override {
    auto& [a, b, c] = arrays_;
    const core::Seconds time{1e-3 / shape.group};
    if (kernel == gpu::Kernel::Read)
      return gpu::Run{time, sum(arrays_.at(static_cast<std::size_t>(array)), 0, a.size())};
    if (fault_ == Fault::WritesNothing) return gpu::Run{time, 0};
    for (std::size_t i = 0; i < a.size(); ++i) c[i] = kernel == gpu::Kernel::Copy ? a[i] : a[i] + 3 * b[i];
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

  core::Result<core::Seconds> transfer(gpu::Direction, core::Bytes) override { return core::Seconds{1e-2}; }

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
};

}  // namespace probellm::tests
