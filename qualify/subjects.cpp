#include "qualify/subjects.h"

#include <vector>

#include "core/letters.h"

namespace probellm::qualify {

std::span<const SubjectRow> subjects() {
  static const std::vector<SubjectRow> all = [] {
    std::vector<SubjectRow> rows;
    for (const auto& some : {memory_subjects(), machine_subjects(), measured_subjects()})
      rows.insert(rows.end(), some.begin(), some.end());
    return rows;
  }();
  return all;
}

const SubjectRow* find_subject(std::string_view name) {
  for (const SubjectRow& row : subjects())
    if (row.name == name) return &row;
  return nullptr;
}

std::string words_of(const core::Subject& subject) {
  if (subject.argument.empty()) return subject.name;
  const std::size_t dot = std::min(subject.name.find('.'), subject.name.size());
  return subject.name.substr(0, dot) + "(" + subject.argument + ")" + subject.name.substr(dot);
}

std::string nearest_subject(std::string_view name) {
  std::string_view best;
  std::size_t least = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const SubjectRow& row : subjects()) {
    const std::size_t now = core::letters_apart(name, row.name);
    if (now < least) best = row.name, least = now;
  }
  return std::string(best);
}

}  // namespace probellm::qualify
