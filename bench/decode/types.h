#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "bench/decode/inputs.h"
#include "bench/decode/multiply.h"
#include "bench/decode/unpack.h"
#include "core/result.h"

namespace probellm::bench {

/// On which CPUs llama.cpp interleaves a type's rows in eights when it loads them: there each thread keeps to
/// its share of a matrix, else rows are dealt out.
enum class Repacked { Nowhere, OnAvx2AndNeon, OnAvx512 };

/// A tensor type that the decode kernels know: each block of `elements` weights takes `bytes`.
struct WeightType {
  std::string_view id;
  std::size_t elements;
  std::size_t bytes;
  InputKind input;
  Unpack unpack;
  std::span<const FamilySet> (*family)();
  Repacked repacked = Repacked::Nowhere;
  UnpackOfEight unpack_of_eight = nullptr;
};

/// Every type with a kernel, in order of bits a weight.
inline constexpr std::array kWeightTypes = {
    WeightType{"f32", 1, 4, InputKind::Floats, &unpack_f32, &float_family},
    WeightType{"bf16", 1, 2, InputKind::Bf16, &unpack_bf16, &float_family},
    WeightType{"f16", 1, 2, InputKind::F16, &unpack_f16, &float_family},
    WeightType{"q8_0", 32, 34, InputKind::Q8_0, &unpack_q8_0, &q8_0_family},
    WeightType{"q6_k", 256, 210, InputKind::Q8K, &unpack_q6_k, &k_family},
    WeightType{"q5_k", 256, 176, InputKind::Q8K, &unpack_q5_k, &k_family},
    WeightType{"q4_k", 256, 144, InputKind::Q8K, &unpack_q4_k, &k_family, Repacked::OnAvx2AndNeon,
               &unpack_q4_k_of_eight},
    WeightType{"q4_0", 32, 18, InputKind::Q8_0, &unpack_q4_0, &q8_0_family, Repacked::OnAvx2AndNeon,
               &unpack_q4_0_of_eight},
    WeightType{"iq4_xs", 256, 136, InputKind::Q8K, &unpack_iq4_xs, &iq_family},
    WeightType{"q3_k", 256, 110, InputKind::Q8K, &unpack_q3_k, &k_family},
    WeightType{"iq3_xxs", 256, 98, InputKind::Q8K, &unpack_iq3_xxs, &iq_family},
    WeightType{"q2_k", 256, 84, InputKind::Q8K, &unpack_q2_k, &k_family, Repacked::OnAvx512,
               &unpack_q2_k_of_eight},
    WeightType{"iq2_xxs", 256, 66, InputKind::Q8K, &unpack_iq2_xxs, &iq_family},
};

/// The type of that id, which must be in the table.
const WeightType& weight_type(std::string_view id);

/// The type's kernel for an instruction set of that name; Unsupported where the decode kernels aren't made
/// for it.
core::Result<TypeKernel> find_kernel(const WeightType& type, std::string_view set);

/// Whether the type is repacked where the decode kernels of that instruction set run: `find_kernel` takes
/// eight interleaved rows then.
bool is_repacked(const WeightType& type, std::string_view set);

/// Bytes of that many weights, a multiple of the type's block.
constexpr std::size_t bytes_of(const WeightType& type, std::size_t weights) {
  return weights / type.elements * type.bytes;
}

}  // namespace probellm::bench
