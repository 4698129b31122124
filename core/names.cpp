#include "core/names.h"

#include <initializer_list>

namespace probellm::core {
namespace {

template <class Enum>
std::optional<Enum> named(std::string_view name, std::initializer_list<Enum> all) {
  for (Enum value : all)
    if (name_of(value) == name) return value;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::NotFound:
      return "not_found";
    case ErrorKind::PermissionDenied:
      return "permission_denied";
    case ErrorKind::Unsupported:
      return "unsupported";
    case ErrorKind::Malformed:
      return "malformed";
    case ErrorKind::Failed:
      return "failed";
  }
  return "";
}

std::string_view name_of(Status status) {
  switch (status) {
    case Status::Ok:
      return "ok";
    case Status::Unsupported:
      return "unsupported";
    case Status::Skipped:
      return "skipped";
    case Status::Failed:
      return "failed";
  }
  return "";
}

std::string_view name_of(Unit unit) {
  switch (unit) {
    case Unit::ByteRate:
      return "B/s";
    case Unit::Time:
      return "s";
    case Unit::FlopRate:
      return "flop/s";
  }
  return "";
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Fits:
      return "fits";
    case Verdict::Tight:
      return "tight";
    case Verdict::Streams:
      return "streams";
    case Verdict::DoesNotFit:
      return "does_not_fit";
  }
  return "";
}

std::string_view name_of(Placement placement) {
  switch (placement) {
    case Placement::Cpu:
      return "cpu";
    case Placement::Hybrid:
      return "hybrid";
    case Placement::Gpu:
      return "gpu";
    case Placement::Stream:
      return "stream";
  }
  return "";
}

std::string_view name_of(NumaUse use) {
  switch (use) {
    case NumaUse::Interleaved:
      return "interleaved";
    case NumaUse::Distributed:
      return "distributed";
    case NumaUse::OneSocket:
      return "one_socket";
    case NumaUse::Mirrored:
      return "mirrored";
  }
  return "";
}

std::string_view name_of(Trend trend) {
  switch (trend) {
    case Trend::Better:
      return "better";
    case Trend::Worse:
      return "worse";
    case Trend::WithinNoise:
      return "within_noise";
    case Trend::Untrusted:
      return "untrusted";
  }
  return "";
}

std::string_view name_of(Operation operation) {
  switch (operation) {
    case Operation::Times:
      return "times";
    case Operation::Over:
      return "over";
  }
  return "";
}

std::string_view name_of(Basis basis) {
  switch (basis) {
    case Basis::Measured:
      return "measured";
    case Basis::Read:
      return "read";
    case Basis::Spec:
      return "spec";
    case Basis::Assumed:
      return "assumed";
  }
  return "";
}

std::optional<Status> status_named(std::string_view name) {
  return named(name, {Status::Ok, Status::Unsupported, Status::Skipped, Status::Failed});
}

std::optional<Placement> placement_named(std::string_view name) {
  return named(name, {Placement::Cpu, Placement::Hybrid, Placement::Gpu, Placement::Stream});
}

std::optional<NumaUse> numa_use_named(std::string_view name) {
  return named(name, {NumaUse::Interleaved, NumaUse::Distributed, NumaUse::OneSocket, NumaUse::Mirrored});
}

std::optional<Unit> unit_named(std::string_view name) {
  return named(name, {Unit::ByteRate, Unit::Time, Unit::FlopRate});
}

}  // namespace probellm::core
