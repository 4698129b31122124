#include "report/reasons_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/names.h"
#include "report/rows.h"

namespace probellm::report {
namespace {

using core::Measurement;
using core::Status;

/// Something to say, the labels of the rows that it is about, the worst grade of them, and whether others
/// differ in numbers.
struct Remark {
  std::string text;
  std::vector<std::string> labels;
  char grade = 'A';
  bool differs = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The words without their numbers: what differs in numbers only is said once.
std::string without_numbers(std::string text) {
  std::erase_if(text, is_digit);
  return text;
}

void add_remark(std::vector<Remark>& remarks, const std::string& text, const std::string& label, char grade) {
  auto known = std::find_if(remarks.begin(), remarks.end(), [&](const Remark& remark) {
    return without_numbers(remark.text) == without_numbers(text);
  });
  if (known == remarks.end()) {
    remarks.push_back({text, {}, grade});
    known = remarks.end() - 1;
  }
  if (known->text != text) known->differs = true;
  if (grade > known->grade) {
    known->text = text;
    known->grade = grade;
  }
  const bool is_new = std::find(known->labels.begin(), known->labels.end(), label) == known->labels.end();
  if (is_new) known->labels.push_back(label);
}

std::string remarks_text(const std::vector<Remark>& remarks, Colour colour) {
  constexpr std::size_t kMostNamed = 3;
  std::string text;
  for (const Remark& remark : remarks) {
    const std::size_t count = remark.labels.size();
    const std::string about = count > kMostNamed ? fmt::format("{} of the above", count)
                                                 : fmt::format("{}", fmt::join(remark.labels, ", "));
    text += paint(colour, Tone::Faint,
                  fmt::format("  {}: {}{}", about, remark.differs ? "at worst " : "", remark.text)) +
            "\n";
  }
  return text;
}

}  // namespace

std::string grade_reasons_text(const RowPointers& rows, Colour colour) {
  std::vector<Remark> remarks;
  for (const Measurement* row : rows)
    if (row->status == Status::Ok && row->quality.grade > 'B')
      for (const std::string& reason : row->quality.reasons)
        add_remark(remarks, reason, label_of(*row), row->quality.grade);
  return remarks_text(remarks, colour);
}

std::string missing_text(const RowPointers& rows, Colour colour) {
  std::vector<Remark> remarks;
  for (const Measurement* row : rows)
    if (row->status != Status::Ok)
      add_remark(remarks, fmt::format("{}: {}", core::name_of(row->status), row->reason), label_of(*row),
                 row->quality.grade);
  return remarks_text(remarks, colour);
}

std::string discarded_text(const RowPointers& rows, Colour colour) {
  std::vector<std::string> parts;
  std::size_t kept = 0;
  int discarded = 0;
  for (const Measurement* row : rows) {
    kept += row->samples.size();
    discarded += row->discarded;
    if (row->discarded > 0) parts.push_back(fmt::format("{} of {}", row->discarded, label_of(*row)));
  }
  if (discarded == 0) return "";
  constexpr std::size_t kMostNamed = 3;
  const std::string of = parts.size() > kMostNamed ? fmt::format("of {} rows", parts.size())
                                                   : fmt::format("{}", fmt::join(parts, ", "));
  return paint(colour, Tone::Faint,
               fmt::format("  thrown away as disturbed: {} of {} samples ({})", discarded,
                           kept + static_cast<std::size_t>(discarded), of)) +
         "\n";
}

}  // namespace probellm::report
