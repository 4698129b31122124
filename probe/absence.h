#pragma once

#include <string>
#include <utility>

#include "core/fact.h"
#include "core/result.h"

namespace probellm::probe {

/// The same absence for a fact of another type.
template <class T, class U>
core::Fact<T> absent_like(const core::Fact<U>& other) {
  return core::Fact<T>::absent(other.reason(), other.remedy());
}

/// The absence of what could not be read.
template <class T>
core::Fact<T> absent_because(const core::Error& error, std::string remedy = "") {
  return core::Fact<T>::absent(error.what, std::move(remedy));
}

}  // namespace probellm::probe
