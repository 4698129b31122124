#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/model.h"
#include "core/result.h"
#include "core/units.h"

namespace probellm::gguf {

/// A tensor type as files number it: each block of `elements` takes `bytes`, and each row `row_bytes` more in
/// front of its blocks. `computed_like` names the measured type whose kernels work about as hard a weight; it
/// is empty where this type is itself one of those.
struct GgmlType {
  std::string_view id;
  std::uint32_t number = 0;
  std::int64_t elements = 0;
  std::int64_t bytes = 0;
  std::string_view computed_like{};
  std::int64_t row_bytes = 0;
};

// Numbers: enum ggml_type in ggml.h of llama.cpp (0 to 42) and of ik_llama.cpp (from 133, at commit 8337e4c).
// Sizes: the block structures in ggml-common.h and row_meta_size in ik_llama.cpp's ggml.c. ik_llama.cpp's
// _R4, _R8 and _R16 types interleave the blocks of as many rows. Types that only hold activations are left
// out, except Q8_1 and Q8_K.
inline constexpr std::array kTypes{
    GgmlType{"f32", 0, 1, 4},
    GgmlType{"f16", 1, 1, 2},
    GgmlType{"q4_0", 2, 32, 18},
    GgmlType{"q4_1", 3, 32, 20, "q4_0"},
    GgmlType{"q5_0", 6, 32, 22, "q5_k"},
    GgmlType{"q5_1", 7, 32, 24, "q5_k"},
    GgmlType{"q8_0", 8, 32, 34},
    GgmlType{"q8_1", 9, 32, 36, "q8_0"},
    GgmlType{"q2_k", 10, 256, 84},
    GgmlType{"q3_k", 11, 256, 110},
    GgmlType{"q4_k", 12, 256, 144},
    GgmlType{"q5_k", 13, 256, 176},
    GgmlType{"q6_k", 14, 256, 210},
    GgmlType{"q8_k", 15, 256, 292, "q8_0"},
    GgmlType{"iq2_xxs", 16, 256, 66},
    GgmlType{"iq2_xs", 17, 256, 74, "iq2_xxs"},
    GgmlType{"iq3_xxs", 18, 256, 98},
    GgmlType{"iq1_s", 19, 256, 50, "iq2_xxs"},
    GgmlType{"iq4_nl", 20, 32, 18, "iq4_xs"},
    GgmlType{"iq3_s", 21, 256, 110, "iq3_xxs"},
    GgmlType{"iq2_s", 22, 256, 82, "iq2_xxs"},
    GgmlType{"iq4_xs", 23, 256, 136},
    GgmlType{"i8", 24, 1, 1, "q8_0"},
    GgmlType{"i16", 25, 1, 2, "f16"},
    GgmlType{"i32", 26, 1, 4, "f32"},
    GgmlType{"i64", 27, 1, 8, "f32"},
    GgmlType{"f64", 28, 1, 8, "f32"},
    GgmlType{"iq1_m", 29, 256, 56, "iq2_xxs"},
    GgmlType{"bf16", 30, 1, 2},
    GgmlType{"q4_0_4_4", 31, 32, 18, "q4_0"},
    GgmlType{"q4_0_4_8", 32, 32, 18, "q4_0"},
    GgmlType{"q4_0_8_8", 33, 32, 18, "q4_0"},
    GgmlType{"tq1_0", 34, 256, 54, "q2_k"},
    GgmlType{"tq2_0", 35, 256, 66, "q2_k"},
    GgmlType{"mxfp4", 39, 32, 17, "iq4_xs"},
    GgmlType{"nvfp4", 40, 64, 36, "iq4_xs"},
    GgmlType{"q1_0", 41, 128, 18, "q2_k"},
    GgmlType{"q2_0", 42, 64, 18, "q2_k"},
    GgmlType{"q6_0", 133, 32, 26, "q6_k"},
    GgmlType{"iq1_bn", 134, 64, 13, "q2_k", 2},
    GgmlType{"iq2_bn", 135, 64, 16, "q2_k", 4},
    GgmlType{"iq2_k", 137, 256, 76, "q2_k"},
    GgmlType{"iq3_k", 138, 256, 110, "q3_k"},
    GgmlType{"iq4_k", 139, 256, 144, "iq4_xs"},
    GgmlType{"iq5_k", 140, 256, 176, "q5_k"},
    GgmlType{"iq6_k", 141, 256, 212, "q6_k"},
    GgmlType{"iq4_ks", 144, 256, 136, "iq4_xs", 4},
    GgmlType{"iq2_ks", 145, 256, 70, "q2_k", 2},
    GgmlType{"iq4_kss", 146, 256, 128, "iq4_xs", 4},
    GgmlType{"q8_kv", 151, 32, 32, "q8_0", 8},
    GgmlType{"iq5_ks", 152, 256, 168, "q5_k", 4},
    GgmlType{"iq2_kt", 153, 256, 68, "iq2_xxs", 4},
    GgmlType{"iq3_kt", 154, 256, 100, "iq3_xxs", 4},
    GgmlType{"iq4_kt", 155, 256, 128, "iq3_xxs", 4},
    GgmlType{"iq3_ks", 156, 256, 102, "q3_k", 2},
    GgmlType{"iq2_kl", 157, 256, 86, "q2_k", 2},
    GgmlType{"iq1_kt", 158, 256, 56, "iq2_xxs", 4},
    GgmlType{"q4_0_r8", 202, 32, 18, "q4_0"},
    GgmlType{"q5_0_r4", 206, 32, 22, "q5_k"},
    GgmlType{"q8_0_r8", 208, 32, 34, "q8_0"},
    GgmlType{"q2_k_r4", 210, 256, 84, "q2_k"},
    GgmlType{"q3_k_r4", 211, 256, 110, "q3_k"},
    GgmlType{"q4_k_r4", 212, 256, 144, "q4_k"},
    GgmlType{"q5_k_r4", 213, 256, 176, "q5_k"},
    GgmlType{"q6_k_r4", 214, 256, 210, "q6_k"},
    GgmlType{"iq2_xxs_r4", 216, 256, 66, "iq2_xxs"},
    GgmlType{"iq2_xs_r4", 217, 256, 74, "iq2_xxs"},
    GgmlType{"iq3_xxs_r4", 218, 256, 98, "iq3_xxs"},
    GgmlType{"iq1_s_r4", 219, 32, 6, "iq2_xxs", 2},
    GgmlType{"iq4_nl_r4", 220, 32, 18, "iq4_xs"},
    GgmlType{"iq3_s_r4", 221, 256, 110, "iq3_xxs"},
    GgmlType{"iq2_s_r4", 222, 256, 82, "iq2_xxs"},
    GgmlType{"iq4_xs_r8", 223, 256, 136, "iq4_xs"},
    GgmlType{"iq1_m_r4", 229, 32, 7, "iq2_xxs", 2},
    GgmlType{"bf16_r16", 230, 1, 2, "bf16"},
    GgmlType{"q6_0_r4", 233, 32, 26, "q6_k"},
    GgmlType{"iq2_bn_r4", 335, 64, 16, "q2_k", 4},
    GgmlType{"iq2_k_r4", 337, 256, 76, "q2_k"},
    GgmlType{"iq3_k_r4", 338, 256, 110, "q3_k"},
    GgmlType{"iq4_k_r4", 339, 256, 144, "iq4_xs"},
    GgmlType{"iq5_k_r4", 340, 256, 176, "q5_k"},
    GgmlType{"iq4_ks_r4", 344, 256, 136, "iq4_xs", 4},
    GgmlType{"iq5_ks_r4", 352, 256, 168, "q5_k", 4},
    GgmlType{"mxfp4_r8", 353, 32, 17, "iq4_xs"},
    GgmlType{"q8_k_r16", 397, 256, 258, "q8_0"},
    GgmlType{"q8_kv_r8", 398, 32, 32, "q8_0", 4},
    GgmlType{"q8_k_r8", 399, 256, 258, "q8_0"},
};

/// The type of that number or id (as in profiles/quants.toml), or nullptr where there is none.
constexpr const GgmlType* find_type(std::uint32_t number) {
  for (const GgmlType& type : kTypes)
    if (type.number == number) return &type;
  return nullptr;
}
constexpr const GgmlType* find_type(std::string_view id) {
  for (const GgmlType& type : kTypes)
    if (type.id == id) return &type;
  return nullptr;
}

/// The same for the estimator, which leaves a row's own bytes out.
core::TensorType tensor_type(const GgmlType& type);

/// The elements of a shape, 1 for an empty one; Malformed where a length is below 1 or they exceed 2^62.
core::Result<std::int64_t> count_elements(const std::vector<std::int64_t>& shape);

/// The bytes of a tensor of that shape, fastest dimension first; Malformed where its rows aren't whole blocks
/// or the bytes exceed 2^62.
core::Result<core::Bytes> tensor_bytes(const GgmlType& type, const std::vector<std::int64_t>& shape);

}  // namespace probellm::gguf
