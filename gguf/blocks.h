#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace probellm::gguf {

/// Sixteen bits of a block that can't be random: those in `mask` become `bits`.
struct FixedBits {
  std::uint16_t offset = 0;
  std::uint16_t mask = 0;
  std::uint16_t bits = 0;
};

/// A block of one tensor type: ggml's number of the type, the block's bytes, and what of it is fixed.
struct BlockLayout {
  std::string_view type;
  std::uint32_t ggml_number = 0;
  std::size_t bytes = 0;
  /// Those with a mask of 0 are unused.
  std::array<FixedBits, 4> fixed{};
};

/// The layout of the type with that id as in profiles/quants.toml, or nullptr where GGUF has no such type.
const BlockLayout* find_layout(std::string_view type);

/// Every layout that there is.
std::span<const BlockLayout> all_layouts();

/// Fills whole blocks with pseudo-random weights of about 0.01 to 0.03 (root mean square), none of them NaN
/// or infinite; `random` must not be 0 and moves on.
void fill_blocks(const BlockLayout& layout, std::uint64_t& random, std::span<std::byte> blocks);

}  // namespace probellm::gguf
