#include <algorithm>
#include <array>

#include "core/names.h"
#include "qualify/found.h"
#include "qualify/subjects.h"

namespace probellm::qualify {
namespace {

using core::Dimension;

/// A row of `bench` with how far its median may lie from the next one; curves have none.
Founds measured(const Facts& facts, std::string_view id) {
  const auto& rows = facts.measurements.rows;
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const core::Measurement& each) {
    return each.id == id && (each.at.empty() || each.status != core::Status::Ok || id == core::kDiskRead);
  });
  if (row == rows.end())
    return {absent("not measured", "measure it: `probe-llm bench --json`, or `check` here")};
  if (row->status != core::Status::Ok) return {absent(row->reason.empty() ? "not measured" : row->reason)};
  core::Found found;
  found.number =
      core::Interval{row->median * (1 - row->spread), row->median, row->median * (1 + row->spread)};
  found.basis = core::Basis::Measured;
  found.source = std::string(id) + ", grade " + row->quality.grade;
  found.grade = row->quality.grade;
  if (row->quality.grade == 'F' && !row->quality.reasons.empty()) found.reason = row->quality.reasons.front();
  return {found};
}

const AskedFit* asked(const Facts& facts, const std::string& argument) {
  for (const AskedFit& fit : facts.fits)
    if (fit.asked == argument) return &fit;
  return nullptr;
}

/// Something of an answer.
template <class Find>
Founds of_fit(const Facts& facts, const std::string& argument, Find find) {
  const AskedFit* answer = asked(facts, argument);
  if (answer == nullptr) return {absent("it wasn't asked")};
  if (!answer->fit) return {absent(answer->fit.error().what)};
  return {find(*answer->fit)};
}

/// A fit has no speed where the bandwidth is of grade F: that isn't unknown, but can't be trusted.
core::Found without_speed(const Facts& facts, const core::Fit& fit) {
  core::Found found = absent(fit.no_speed_reason.empty() ? "it doesn't run here" : fit.no_speed_reason);
  const core::Measurement* read = core::find_ok(facts.measurements, core::kMemoryRead);
  if (read != nullptr && read->quality.grade == 'F') found.grade = 'F';
  return found;
}

/// A speed rests on more than measurements: one end of its interval is a number, and basis the weakest.
Founds speed(const Facts& facts, const std::string& argument, std::optional<core::Interval> core::Fit::*of,
             double core::Interval::*end) {
  return of_fit(facts, argument, [&](const core::Fit& fit) {
    const auto& interval = fit.*of;
    if (!interval) return without_speed(facts, fit);
    core::Found found = exactly((*interval).*end, "the estimate of `fit`");
    found.basis = core::Basis::Assumed;
    return found;
  });
}

Founds verdict(const Facts& facts, const std::string& argument) {
  return of_fit(facts, argument, [](const core::Fit& fit) {
    core::Found found;
    found.word = core::name_of(fit.verdict);
    found.basis = core::Basis::Assumed;
    found.source = "the estimate of `fit`";
    return found;
  });
}

Founds memory(const Facts& facts, const std::string& argument) {
  return of_fit(facts, argument, [](const core::Fit& fit) {
    core::Found found = exactly(number_of(fit.memory.total), "the estimate of `fit`");
    found.basis = core::Basis::Assumed;
    return found;
  });
}

template <class T>
Founds soaked(const Facts& facts, core::Fact<T> core::Soak::*fact) {
  if (facts.soak == nullptr) return {absent("watched only with --soak")};
  if constexpr (std::is_same_v<T, core::Interval>) {
    const auto& drift = facts.soak->*fact;
    if (!drift) return {absent(drift.reason(), drift.remedy())};
    core::Found found;
    found.number = *drift;
    found.basis = core::Basis::Measured;
    found.source = drift.source();
    return {found};
  } else {
    return {found_of(facts.soak->*fact)};
  }
}

constexpr SubjectRow measured_row(std::string_view name, Dimension dimension, std::string_view what,
                                  std::string_view id, Founds (*find)(const Facts&, const std::string&),
                                  std::string_view theoretical = {}) {
  return {name, dimension, what, find, {}, theoretical, Needs::Measuring, id, Takes::Nothing};
}

constexpr SubjectRow fit_row(std::string_view name, Dimension dimension, std::string_view what,
                             Founds (*find)(const Facts&, const std::string&), Needs needs) {
  return {name, dimension, what, find, {}, {}, needs, {}, Takes::ModelQuantContext};
}

constexpr SubjectRow soak_row(std::string_view name, Dimension dimension, std::string_view what,
                              Founds (*find)(const Facts&, const std::string&)) {
  return {name, dimension, what, find, {}, {}, Needs::Soaking, {}, Takes::Nothing};
}

constexpr std::array kSubjects{
    measured_row(
        "bandwidth.read", Dimension::ByteRate, "memory read by all CPUs", core::kMemoryRead,
        [](const Facts& f, const std::string&) { return measured(f, core::kMemoryRead); },
        "memory.theoretical"),
    measured_row(
        "bandwidth.read_one_thread", Dimension::ByteRate, "memory read by one thread",
        core::kMemoryReadOneThread,
        [](const Facts& f, const std::string&) { return measured(f, core::kMemoryReadOneThread); },
        "memory.theoretical"),
    measured_row(
        "bandwidth.write", Dimension::ByteRate, "memory write, payload", core::kMemoryWrite,
        [](const Facts& f, const std::string&) { return measured(f, core::kMemoryWrite); },
        "memory.theoretical"),
    measured_row(
        "bandwidth.copy", Dimension::ByteRate, "memory copy, payload", core::kMemoryCopy,
        [](const Facts& f, const std::string&) { return measured(f, core::kMemoryCopy); },
        "memory.theoretical"),
    measured_row(
        "bandwidth.triad", Dimension::ByteRate, "STREAM's triad, payload", core::kMemoryTriad,
        [](const Facts& f, const std::string&) { return measured(f, core::kMemoryTriad); },
        "memory.theoretical"),
    measured_row("barrier.time", Dimension::Time, "a barrier of all threads", core::kBarrier,
                 [](const Facts& f, const std::string&) { return measured(f, core::kBarrier); }),
    measured_row("compute.fma", Dimension::FlopRate, "f32 multiply-adds of all CPUs", core::kFmaF32,
                 [](const Facts& f, const std::string&) { return measured(f, core::kFmaF32); }),
    measured_row("disk.read", Dimension::ByteRate, "reading files", core::kDiskRead,
                 [](const Facts& f, const std::string&) { return measured(f, core::kDiskRead); }),
    fit_row("fit.verdict", Dimension::Word, "fits, tight, streams or does_not_fit", verdict, Needs::Reading),
    fit_row("fit.memory", Dimension::Size, "memory that it needs", memory, Needs::Reading),
    fit_row(
        "fit.decode.low", Dimension::TokenRate, "the slow end of decode",
        [](const Facts& f, const std::string& a) {
          return speed(f, a, &core::Fit::decode_tokens_per_second, &core::Interval::low);
        },
        Needs::Measuring),
    fit_row(
        "fit.decode.likely", Dimension::TokenRate, "decode",
        [](const Facts& f, const std::string& a) {
          return speed(f, a, &core::Fit::decode_tokens_per_second, &core::Interval::likely);
        },
        Needs::Measuring),
    fit_row(
        "fit.prefill.low", Dimension::TokenRate, "the slow end of prefill",
        [](const Facts& f, const std::string& a) {
          return speed(f, a, &core::Fit::prefill_tokens_per_second, &core::Interval::low);
        },
        Needs::Measuring),
    fit_row(
        "fit.prefill.likely", Dimension::TokenRate, "prefill",
        [](const Facts& f, const std::string& a) {
          return speed(f, a, &core::Fit::prefill_tokens_per_second, &core::Interval::likely);
        },
        Needs::Measuring),
    soak_row("soak.drift", Dimension::Percent, "how far reading slowed down",
             [](const Facts& f, const std::string&) { return soaked(f, &core::Soak::drift_percent); }),
    soak_row("soak.throttling", Dimension::Count, "times that heat or power slowed a CPU meanwhile",
             [](const Facts& f, const std::string&) { return soaked(f, &core::Soak::throttle_events); }),
    soak_row("soak.corrected_errors", Dimension::Count, "memory errors meanwhile",
             [](const Facts& f, const std::string&) { return soaked(f, &core::Soak::corrected_errors); }),
    soak_row("soak.uncorrected_errors", Dimension::Count, "memory errors meanwhile",
             [](const Facts& f, const std::string&) { return soaked(f, &core::Soak::uncorrected_errors); }),
};

}  // namespace

std::span<const SubjectRow> measured_subjects() { return kSubjects; }

}  // namespace probellm::qualify
