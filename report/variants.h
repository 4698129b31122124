#pragma once

#include <string>
#include <vector>

#include "core/measurement.h"
#include "report/reasons_text.h"
#include "report/style.h"

namespace probellm::report {

/// What most memory rows have in common, so that it need be said only once.
struct Shared {
  int threads = 0;
  /// Parts of the variant, which has commas between them.
  std::vector<std::string> parts;
};

/// What the rows with a number have in common: the threads of the most, and the parts of the variant that all
/// rows of the memory have.
Shared shared_by(const RowPointers& rows);

/// "2 threads, AVX2, 100 % on 2 MiB pages".
std::string sentence_of(const Shared& shared);

/// What a row's variant has beyond what is shared, cut where it is long.
std::string short_variant(const core::Measurement& row, const Shared& shared);

/// The variants that lost against the one that counts, and by how much, a line for each row that has some.
std::string losers_text(const RowPointers& rows, Colour colour);

}  // namespace probellm::report
