#include "gguf/read_magic.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace probellm::gguf {
namespace {

using core::ErrorKind;

constexpr std::string_view kMagic = "GGUF";
constexpr std::size_t kLook = 64;

/// What a file is that begins with `start`, and what to do.
struct OtherFormat {
  std::string_view start;
  ErrorKind kind;
  std::string_view what;
};

constexpr std::string_view kWebPage =
    "a web page: the download got an error or a login instead of the model; download it again";
constexpr std::string_view kOldGgml = "a GGML file from before GGUF; convert it with an older llama.cpp";

// GGML's older magics are numbers, so that their letters stand the other way round in the file.
constexpr std::array kOthers{
    OtherFormat{"version https://git-lfs", ErrorKind::Malformed,
                "a git-lfs pointer, which stands for the model: run `git lfs pull`"},
    OtherFormat{"<!doctype", ErrorKind::Malformed, kWebPage},
    OtherFormat{"<html", ErrorKind::Malformed, kWebPage},
    OtherFormat{"lmgg", ErrorKind::Unsupported, kOldGgml},
    OtherFormat{"fmgg", ErrorKind::Unsupported, kOldGgml},
    OtherFormat{"tjgg", ErrorKind::Unsupported, kOldGgml},
    OtherFormat{"algg", ErrorKind::Unsupported, "a GGML adapter (LoRA), not a model"},
    OtherFormat{"pk\x03\x04", ErrorKind::Unsupported, "a zip archive or a PyTorch checkpoint"},
    OtherFormat{"\x1f\x8b", ErrorKind::Unsupported, "compressed with gzip; decompress it first"},
    OtherFormat{"\x28\xb5\x2f\xfd", ErrorKind::Unsupported, "compressed with zstd; decompress it first"},
};

std::string lower_start(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes.first(std::min(bytes.size(), kLook))) {
    const char c = static_cast<char>(byte);
    text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

/// Safetensors begin with the length of a JSON object, eight bytes, and the object itself.
bool looks_like_safetensors(std::string_view start) {
  return start.size() > 9 && start.substr(8, 2) == "{\"";
}

std::string in_hexadecimal(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::byte byte : bytes.first(std::min(bytes.size(), kMagic.size()))) {
    if (!text.empty()) text += ' ';
    text += kDigits[std::to_integer<std::size_t>(byte) >> 4];
    text += kDigits[std::to_integer<std::size_t>(byte) & 15];
  }
  return text;
}

}  // namespace

std::optional<core::Error> why_no_gguf(std::span<const std::byte> bytes) {
  const std::string start = lower_start(bytes);
  if (bytes.size() >= kMagic.size() &&
      std::equal(kMagic.begin(), kMagic.end(), bytes.begin(),
                 [](char a, std::byte b) { return a == static_cast<char>(b); }))
    return std::nullopt;
  if (bytes.empty()) return core::Error{ErrorKind::Malformed, "not a GGUF file: it is empty"};
  for (const OtherFormat& other : kOthers)
    if (start.starts_with(other.start))
      return core::Error{other.kind, "not a GGUF file but " + std::string(other.what)};
  if (looks_like_safetensors(start))
    return core::Error{ErrorKind::Unsupported, "not a GGUF file but safetensors; convert it with llama.cpp"};
  return core::Error{ErrorKind::Malformed, "not a GGUF file: byte 0 begins with " + in_hexadecimal(bytes) +
                                               ", where 47 47 55 46 (GGUF) was expected"};
}

}  // namespace probellm::gguf
