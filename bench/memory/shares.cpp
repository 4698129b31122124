#include "bench/memory/shares.h"

#include <algorithm>
#include <random>
#include <span>
#include <utility>

#include "bench/memory/mapping.h"

namespace probellm::bench {
namespace {

// Runs begin at whole cache lines, as the kernels demand.
constexpr std::size_t kLine = 8;
constexpr auto kPageWords = static_cast<std::size_t>(kHugePage.value) / 8;
// Between the arrays of a part lies their skew, a few KiB; a longer gap is memory that wasn't filled in time.
constexpr std::size_t kMostSkew = std::size_t{64} * 1024 / 8;

Arrays cut(const Arrays& arrays, std::size_t begin, std::size_t end) {
  return {arrays.a + begin, arrays.b + begin, arrays.c + begin, end - begin};
}

std::vector<Arrays> parts_of(const std::vector<Arrays>& parts, const std::vector<int>& workers) {
  std::vector<Arrays> some;
  for (const int worker : workers) some.push_back(parts[static_cast<std::size_t>(worker)]);
  return some;
}

std::size_t words_in(const std::vector<Arrays>& parts) {
  std::size_t words = 0;
  for (const Arrays& part : parts) words += part.words;
  return words;
}

// Indices [begin, end) of the parts taken as one after another.
Share run_of(const std::vector<Arrays>& parts, std::size_t begin, std::size_t end) {
  Share share;
  std::size_t passed = 0;
  for (const Arrays& part : parts) {
    const std::size_t first = std::clamp(begin, passed, passed + part.words) - passed;
    const std::size_t last = std::clamp(end, passed, passed + part.words) - passed;
    if (first < last) share.push_back(cut(part, first, last));
    passed += part.words;
  }
  return share;
}

// How many words of each array a reader gets where `readers` share the parts.
std::size_t words_each(const std::vector<Arrays>& parts, std::size_t readers) {
  return words_in(parts) / readers / kLine * kLine;
}

void deal(const std::vector<Arrays>& parts, const std::vector<int>& readers, std::size_t each,
          Shares& shares) {
  for (std::size_t i = 0; i < readers.size(); ++i)
    shares[static_cast<std::size_t>(readers[i])] = run_of(parts, i * each, (i + 1) * each);
}

std::vector<int> first_of(const std::vector<int>& workers, int threads) {
  std::vector<int> first;
  std::copy_if(workers.begin(), workers.end(), std::back_inserter(first),
               [=](int worker) { return worker < threads; });
  return first;
}

std::vector<Arrays> pages_of(const std::vector<Arrays>& parts) {
  std::vector<Arrays> pages;
  for (const Arrays& part : parts)
    for (std::size_t i = 0; i + kPageWords <= part.words; i += kPageWords)
      pages.push_back(cut(part, i, i + kPageWords));
  return pages;
}

// The memory of a part without its unfilled ends.
std::vector<std::span<std::uint64_t>> runs_of(const Arrays& part) {
  const std::uint64_t* end = part.a + part.words;
  if (end <= part.b && part.b <= end + kMostSkew)
    return {{part.a, static_cast<std::size_t>(part.c - part.a) + part.words}};
  return {{part.a, part.words}, {part.b, part.words}, {part.c, part.words}};
}

}  // namespace

Arrays thirds_of(std::uint64_t* start, std::size_t words) {
  const std::size_t third = words / 3 / kLine * kLine;
  return {start, start + third, start + 2 * third, third};
}

Shares own_parts(const std::vector<Arrays>& parts, const std::vector<int>& workers) {
  Shares shares(parts.size());
  for (const int worker : workers)
    shares[static_cast<std::size_t>(worker)] = {parts[static_cast<std::size_t>(worker)]};
  return shares;
}

Shares shares_of_first(const std::vector<Arrays>& parts, const std::vector<std::vector<int>>& groups,
                       int threads) {
  std::size_t each = words_in(parts);
  for (const auto& group : groups)
    if (const auto active = first_of(group, threads); !active.empty())
      each = std::min(each, words_each(parts_of(parts, group), active.size()));
  Shares shares(parts.size());
  for (const auto& group : groups) deal(parts_of(parts, group), first_of(group, threads), each, shares);
  return shares;
}

Shares shares_across(const std::vector<Arrays>& parts, const std::vector<int>& readers,
                     const std::vector<int>& touchers) {
  const auto touched = parts_of(parts, touchers);
  Shares shares(parts.size());
  deal(touched, readers, words_each(touched, readers.size()), shares);
  return shares;
}

Shares interleaved(const std::vector<Arrays>& parts, const std::vector<std::vector<int>>& groups) {
  std::vector<std::vector<Arrays>> pages;
  for (const auto& group : groups) pages.push_back(pages_of(parts_of(parts, group)));
  std::size_t turns = pages.empty() ? 0 : pages.front().size();
  for (const auto& group : pages) turns = std::min(turns, group.size());

  std::vector<Arrays> by_turns;
  for (std::size_t turn = 0; turn < turns; ++turn)
    for (const auto& group : pages) by_turns.push_back(group[turn]);

  std::size_t each = by_turns.size() / parts.size();
  if (each > groups.size()) each = each / groups.size() * groups.size();
  Shares shares(parts.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto begin = by_turns.begin() + static_cast<std::ptrdiff_t>(i * each);
    shares[i].assign(begin, begin + static_cast<std::ptrdiff_t>(each));
    if (each > 0)
      std::rotate(shares[i].begin(), shares[i].begin() + static_cast<std::ptrdiff_t>(i % each),
                  shares[i].end());
  }
  return shares;
}

Shares random_blocks(const std::vector<Arrays>& parts, core::Bytes block) {
  const auto words = static_cast<std::size_t>(block.value) / 8;
  std::vector<Arrays> blocks;
  for (const Arrays& part : parts)
    for (const auto run : runs_of(part))
      for (std::size_t i = 0; i + words <= run.size(); i += words)
        blocks.push_back(thirds_of(run.data() + i, words));
  std::shuffle(blocks.begin(), blocks.end(), std::mt19937_64(1));

  const std::size_t each = blocks.size() / parts.size();
  Shares shares(parts.size());
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto begin = blocks.begin() + static_cast<std::ptrdiff_t>(i * each);
    shares[i].assign(begin, begin + static_cast<std::ptrdiff_t>(each));
  }
  return shares;
}

Arrays slice_of(const Arrays& arrays, std::size_t index, std::size_t count) {
  const std::size_t words = arrays.words / count / kLine * kLine;
  return cut(arrays, index * words, (index + 1) * words);
}

std::vector<Shares> slices_of(const Shares& shares, std::size_t count) {
  std::vector<Shares> slices(count, Shares(shares.size()));
  for (std::size_t worker = 0; worker < shares.size(); ++worker) {
    const Share& share = shares[worker];
    const bool is_whole = share.size() >= count;
    const std::size_t each = is_whole ? share.size() / count : words_each(share, count);
    for (std::size_t i = 0; i < count; ++i)
      slices[i][worker] = is_whole ? Share(share.begin() + static_cast<std::ptrdiff_t>(i * each),
                                           share.begin() + static_cast<std::ptrdiff_t>((i + 1) * each))
                                   : run_of(share, i * each, (i + 1) * each);
  }
  return slices;
}

core::Bytes bytes_of(const Shares& shares) {
  std::size_t words = 0;
  for (const Share& share : shares) words += 3 * words_in(share);
  return {static_cast<std::int64_t>(words * 8)};
}

}  // namespace probellm::bench
