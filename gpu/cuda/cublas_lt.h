#pragma once

#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <string>

#include "gpu/arithmetic.h"
#include "gpu/cuda/owned.h"

namespace probellm::gpu::cuda {

/// NVIDIA's library of matrix products where it is installed; it belongs to the device that is current.
class CublasLt {
 public:
  CublasLt();
  ~CublasLt();
  CublasLt(const CublasLt&) = delete;
  CublasLt& operator=(const CublasLt&) = delete;

  /// Chooses how to compute such a product: the library with its version; empty where it isn't there or
  /// can't.
  std::string prepare(const MatrixProduct& product);
  /// The product that was prepared: result[j * size + i] is that of row i of `left` and row j of `right`.
  cudaError_t multiply(const void* left, const void* right, void* result, cudaStream_t stream) const;

 private:
  struct Functions;
  void forget();

  const Functions* functions_;
  cublasLtHandle_t handle_ = nullptr;
  cublasLtMatmulDesc_t operation_ = nullptr;
  cublasLtMatrixLayout_t input_ = nullptr;
  cublasLtMatrixLayout_t output_ = nullptr;
  cublasLtMatmulAlgo_t algorithm_{};
  DeviceMemory workspace_;
  std::size_t workspace_size_ = 0;
  bool is_whole_ = false;
};

}  // namespace probellm::gpu::cuda
