#include "report/variants.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "report/rows.h"
#include "report/table.h"

namespace probellm::report {
namespace {

using core::Measurement;

constexpr std::string_view kBetween = ", ";
constexpr std::size_t kMostCharacters = 40;
constexpr std::size_t kMostLosers = 2;

std::vector<std::string> parts_of(const std::string& variant) {
  std::vector<std::string> parts;
  for (std::size_t start = 0; start < variant.size();) {
    const std::size_t end = std::min(variant.find(kBetween, start), variant.size());
    parts.push_back(variant.substr(start, end - start));
    start = end + kBetween.size();
  }
  return parts;
}

bool has(const std::vector<std::string>& parts, const std::string& part) {
  return std::find(parts.begin(), parts.end(), part) != parts.end();
}

int most_common_threads(const RowPointers& rows) {
  std::map<int, int> counts;
  for (const Measurement* row : rows)
    if (row->threads > 0) ++counts[row->threads];
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? 0 : most->first;
}

bool is_headline(const Measurement& row) {
  return std::any_of(kLabels.begin(), kLabels.end(), [&](const Label& label) {
    return label.id == row.id && label.place == Place::Headline;
  });
}

/// At most so many characters, not cut inside of one.
std::string cut(std::string text) {
  if (width_of(text) <= kMostCharacters) return text;
  while (width_of(text) >= kMostCharacters) text.pop_back();
  while (!text.empty() && static_cast<unsigned char>(text.back()) >= 0x80) text.pop_back();
  return text + "…";
}

std::string losers_of(const Measurement& row) {
  std::vector<std::string> words;
  for (const core::Variant& loser : row.losers) {
    if (words.size() == kMostLosers) break;
    words.push_back(fmt::format("{} {:.0f} %", loser.name, 100 * (loser.median / *row.race_median - 1)));
  }
  const std::size_t rest = row.losers.size() - words.size();
  return fmt::format("{}{}", fmt::join(words, ", "), rest > 0 ? fmt::format(" and {} more", rest) : "");
}

}  // namespace

Shared shared_by(const RowPointers& rows) {
  RowPointers headlines;
  for (const Measurement* row : rows)
    if (row->status == core::Status::Ok && is_headline(*row)) headlines.push_back(row);
  if (headlines.empty()) return {};
  Shared shared{most_common_threads(headlines), parts_of(headlines.front()->variant)};
  for (const Measurement* row : headlines) {
    const std::vector<std::string> own = parts_of(row->variant);
    std::erase_if(shared.parts, [&](const std::string& part) { return !has(own, part); });
  }
  return shared;
}

std::string sentence_of(const Shared& shared) {
  if (shared.threads == 0) return "";
  std::string text = fmt::format("{} thread{}", shared.threads, shared.threads == 1 ? "" : "s");
  for (const std::string& part : shared.parts) text += ", " + part;
  return text;
}

std::string short_variant(const Measurement& row, const Shared& shared) {
  std::vector<std::string> own = parts_of(row.variant);
  std::erase_if(own, [&](const std::string& part) { return has(shared.parts, part); });
  return cut(fmt::format("{}", fmt::join(own, kBetween)));
}

std::string losers_text(const RowPointers& rows, Colour colour) {
  const Shared shared = shared_by(rows);
  std::string text;
  for (const Measurement* row : rows) {
    if (row->status != core::Status::Ok || row->losers.empty() || !row->race_median) continue;
    const std::string winner = short_variant(*row, shared);
    text += paint(colour, Tone::Faint,
                  fmt::format("  {}{}; slower: {}", label_of(*row), winner.empty() ? "" : ": " + winner,
                              losers_of(*row))) +
            "\n";
  }
  return text;
}

}  // namespace probellm::report
