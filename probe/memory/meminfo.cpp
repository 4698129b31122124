#include "probe/memory/meminfo.h"

#include <algorithm>

#include "probe/text.h"

namespace probellm::probe {
namespace {

/// The words after the first that is "field:".
std::vector<std::string_view> words_after(std::string_view text, std::string_view field) {
  for (const std::string_view line : split(text, '\n')) {
    const auto words = words_of(line);
    const auto at = std::find_if(words.begin(), words.end(), [&](std::string_view word) {
      return word.size() == field.size() + 1 && word.starts_with(field) && word.back() == ':';
    });
    if (at != words.end()) return {at + 1, words.end()};
  }
  return {};
}

}  // namespace

std::optional<core::Bytes> meminfo_field(std::string_view text, std::string_view field) {
  const auto words = words_after(text, field);
  if (words.size() != 2 || words[1] != "kB") return std::nullopt;
  return to_bytes(words[0], core::kKiB);
}

core::Bytes huge_page_reserve(std::string_view proc_meminfo) {
  if (const auto all_sizes = meminfo_field(proc_meminfo, "Hugetlb")) return *all_sizes;
  const auto count = words_after(proc_meminfo, "HugePages_Total");
  const auto page = meminfo_field(proc_meminfo, "Hugepagesize");
  if (count.size() != 1 || !page || page->value == 0) return {};
  return to_bytes(count[0], page->value).value_or(core::Bytes{});
}

}  // namespace probellm::probe
