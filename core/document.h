#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/check.h"
#include "core/comparison.h"
#include "core/fit.h"
#include "core/fleet.h"
#include "core/machine.h"
#include "core/measurement.h"
#include "core/plan.h"
#include "core/rehearsal.h"
#include "core/result.h"

namespace probellm::core {

constexpr int kSchemaVersion = 1;

/// Why a command gave no answer, and its exit code.
struct Failure {
  Error error;
  int exit_code = 0;
};

/// What one run says: printed by --json, saved by the user, and read back as the input of a later run.
struct Document {
  std::string command;
  std::string version;
  std::string generated_at;
  std::optional<Machine> machine;
  std::optional<Measurements> measurements;
  std::optional<FitReport> fit;
  std::optional<Rehearsal> rehearsal{};
  std::optional<Plan> plan{};
  std::optional<Matrix> matrix{};
  std::optional<Check> check{};
  std::optional<Comparison> comparison{};
  std::optional<Fleet> fleet{};
  std::optional<Failure> failure;
};

/// The document as indented JSON, schema_version 1, as docs/json.md describes it; bytes that aren't UTF-8 are
/// replaced.
std::string to_json(const Document& document);

/// The same on one line, without samples and variants that lost, which are most of it.
std::string to_json_line(Document document);

/// What is kept of a saved document: all, or only what answers of it need, without samples and variants that
/// lost.
enum class Kept { All, Answers };

/// The machine and the measurements of a saved document, or Malformed with the path of the key that is wrong.
Result<Document> parse_document(std::string_view text, Kept kept = Kept::All);

}  // namespace probellm::core
