#pragma once

#include <string>
#include <utility>
#include <variant>

namespace probellm::core {

/// Why something could not be had.
enum class ErrorKind { NotFound, PermissionDenied, Unsupported, Malformed, Failed };

/// A failure and the one sentence that a user reads about it.
struct Error {
  ErrorKind kind{};
  std::string what;
};

/// A value, or the Error that stands in its place.
template <class T>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  bool ok() const { return std::holds_alternative<T>(state_); }
  explicit operator bool() const { return ok(); }

  /// The value; only where ok().
  const T& value() const { return std::get<T>(state_); }
  T& value() { return std::get<T>(state_); }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }

  /// The error; only where not ok().
  const Error& error() const { return std::get<Error>(state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace probellm::core
