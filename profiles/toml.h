#pragma once

// toml++ takes it for granted that some malformed keys don't occur, before it reports them: in a debug build
// by an assertion, in a release build by telling the compiler so. A mistake in a file must do neither;
// without its assertions and without NDEBUG it goes on to its own error.
// clang-format off
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")
// clang-format on
