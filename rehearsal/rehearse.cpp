#include "rehearsal/rehearse.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/engine_run.h"
#include "gguf/writer.h"
#include "rehearsal/engine.h"
#include "rehearsal/unnamed_file.h"

namespace probellm::rehearsal {
namespace {

constexpr int kTokens = 8;
constexpr int kRepetitions = 16;
// Of writing a byte, and of reading it with the engine: only for the progress.
constexpr double kShareOfWriting = 0.4;
// A time stays positive however far its samples lie apart.
constexpr double kLeastShare = 0.2;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The second half: while an engine meets the pages of a file for the first time it is slower.
std::vector<double> steady(const std::vector<double>& samples) {
  return {samples.begin() + static_cast<std::ptrdiff_t>(samples.size() / 2), samples.end()};
}

std::vector<std::string> words_for(const Plan& plan, const std::string& path, bool as_they_lie) {
  std::vector<std::string> words = {plan.program,
                                    "-m",
                                    path,
                                    "-p",
                                    "0",
                                    "-n",
                                    std::to_string(kTokens),
                                    "-r",
                                    std::to_string(kRepetitions),
                                    "-t",
                                    std::to_string(plan.threads),
                                    "-d",
                                    std::to_string(plan.depth_tokens),
                                    "-ngl",
                                    "0",
                                    "-o",
                                    "json"};
  if (as_they_lie) words.insert(words.end(), {"--repack", "0"});
  return words;
}

/// Lets it decode; where it fails, with the weights left as they lie in the file. With AMX some builds of
/// llama.cpp put matrices of single heads where they can't multiply them, and abort.
core::Result<std::string> run_engine(const Plan& plan, const std::string& path, core::Rehearsal& rehearsal,
                                     const std::atomic<bool>& stop) {
  const bool as_they_lie = !rehearsal.failed_repacked.empty();
  auto printed = run_program(words_for(plan, path, as_they_lie), stop);
  if (printed || as_they_lie || stop) return printed;
  auto again = run_program(words_for(plan, path, true), stop);
  if (!again) return printed;
  rehearsal.failed_repacked = printed.error().what;
  return again;
}

struct Step {
  const Progress& progress;
  double from;
  double to;

  void tell(std::string_view words, double part) const {
    if (progress) progress(words, from + (to - from) * part);
  }
};

core::Result<core::RehearsedSlice> decode_slice(const Plan& plan, const gguf::Slice& slice, const Step& step,
                                                core::Rehearsal& rehearsal, const std::atomic<bool>& stop) {
  const auto file = gguf::plan_slice(plan.model, slice);
  if (!file) return file.error();
  const auto room = UnnamedFile::make(plan.folder);
  if (!room) return room.error();
  const std::string layers = std::to_string(slice.dense_layers + slice.moe_layers) + " layers";
  step.tell("writing a cut of " + layers, 0);
  const auto written = gguf::write_into(room->descriptor(), *file, stop);
  if (!written) return written.error();
  step.tell("the engine decodes with " + layers, kShareOfWriting);
  const auto printed = run_engine(plan, room->path(), rehearsal, stop);
  if (!printed) return printed.error();
  const auto run = core::parse_engine_run(*printed);
  if (!run) return core::Error{run.error().kind, plan.program + ": " + run.error().what};
  rehearsal.engine_build = run->build;
  const std::vector<double> samples = steady(run->seconds_per_token);
  return core::RehearsedSlice{slice.dense_layers,        slice.moe_layers, slice.experts,
                              gguf::stored_bytes(*file), samples,          median(samples)};
}

/// Half of what lies between the quarters of the samples, over their median: how far the median may be off.
double spread_of(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const double quarter = samples[samples.size() / 4], three = samples[samples.size() * 3 / 4];
  return (three - quarter) / (samples[samples.size() / 2] * 2);
}

}  // namespace

core::Result<core::Rehearsal> rehearse(const Plan& plan, const Progress& progress,
                                       const std::atomic<bool>& stop) {
  core::Rehearsal rehearsal;
  rehearsal.model = plan.model.id;
  rehearsal.model_name = plan.model.name;
  rehearsal.threads = plan.threads;
  rehearsal.depth_tokens = plan.depth_tokens;
  constexpr double kShareOfSmaller = 0.3;
  const auto few = decode_slice(plan, plan.cut.few, {progress, 0, kShareOfSmaller}, rehearsal, stop);
  if (!few) return few.error();
  const auto many = decode_slice(plan, plan.cut.many, {progress, kShareOfSmaller, 1}, rehearsal, stop);
  if (!many) return many.error();
  rehearsal.slices = {*few, *many};
  const double seconds = extrapolate(plan.model, plan.cut, few->seconds_per_token, many->seconds_per_token);
  if (!(seconds > 0) || many->seconds_per_token <= few->seconds_per_token)
    return core::Error{core::ErrorKind::Failed,
                       "more layers weren't slower than fewer: the machine is too disturbed, repeat later"};
  const auto change = [&](double of_few, double of_many) {
    return extrapolate(plan.model, plan.cut, few->seconds_per_token * (1 + of_few),
                       many->seconds_per_token * (1 + of_many)) -
           seconds;
  };
  const double off = std::hypot(change(spread_of(few->samples), 0), change(0, spread_of(many->samples)));
  const double least = std::max(seconds - off, seconds * kLeastShare);
  rehearsal.engine_tokens_per_second = {1 / (seconds + off), 1 / seconds, 1 / least};
  return rehearsal;
}

}  // namespace probellm::rehearsal
