#pragma once

#include <optional>
#include <string>
#include <utility>

namespace probellm::core {

/// A value with where it was read, or its absence with the reason and what would make it known.
template <class T>
class Fact {
 public:
  Fact() = default;

  static Fact known(T value, std::string source) {
    Fact fact;
    fact.value_ = std::move(value);
    fact.text_ = std::move(source);
    return fact;
  }
  static Fact absent(std::string reason, std::string remedy = "") {
    Fact fact;
    fact.text_ = std::move(reason);
    fact.remedy_ = std::move(remedy);
    return fact;
  }

  bool is_known() const { return value_.has_value(); }
  explicit operator bool() const { return is_known(); }

  /// The value; only where is_known().
  const T& value() const { return *value_; }
  const T& operator*() const { return *value_; }
  const T* operator->() const { return &*value_; }

  /// Where the value was read; empty where it is absent.
  std::string source() const { return value_ ? text_ : ""; }
  /// Why the value is absent; empty where it is known.
  std::string reason() const { return value_ ? "" : text_; }
  /// The command or change that would make an absent value known; may be empty.
  const std::string& remedy() const { return remedy_; }

 private:
  std::optional<T> value_;
  std::string text_ = "not looked for";
  std::string remedy_;
};

}  // namespace probellm::core
