#pragma once

#include <cstddef>

namespace probellm::bench {

/// Writes the weights of one block, in order and scaled, as the type's format defines them: the plain
/// reference that kernels are held against.
using Unpack = void (*)(const std::byte* block, double* weights);

/// The same for one of eight interleaved rows.
using UnpackOfEight = void (*)(const std::byte* eight, std::size_t row, double* weights);

/// A row's block of eight of Q4_0.
void unpack_q4_0_of_eight(const std::byte* eight, std::size_t row, double* weights);
/// A row's block of eight of Q4_K.
void unpack_q4_k_of_eight(const std::byte* eight, std::size_t row, double* weights);
/// A row's block of eight of Q2_K.
void unpack_q2_k_of_eight(const std::byte* eight, std::size_t row, double* weights);

/// One block of Q4_0.
void unpack_q4_0(const std::byte* block, double* weights);
/// One block of Q8_0.
void unpack_q8_0(const std::byte* block, double* weights);
/// One block of Q2_K.
void unpack_q2_k(const std::byte* block, double* weights);
/// One block of Q3_K.
void unpack_q3_k(const std::byte* block, double* weights);
/// One block of Q4_K.
void unpack_q4_k(const std::byte* block, double* weights);
/// One block of Q5_K.
void unpack_q5_k(const std::byte* block, double* weights);
/// One block of Q6_K.
void unpack_q6_k(const std::byte* block, double* weights);
/// One block of IQ4_XS.
void unpack_iq4_xs(const std::byte* block, double* weights);
/// One block of IQ2_XXS.
void unpack_iq2_xxs(const std::byte* block, double* weights);
/// One block of IQ3_XXS.
void unpack_iq3_xxs(const std::byte* block, double* weights);
/// One BF16.
void unpack_bf16(const std::byte* block, double* weights);
/// One F16.
void unpack_f16(const std::byte* block, double* weights);
/// One F32.
void unpack_f32(const std::byte* block, double* weights);

}  // namespace probellm::bench
