#include "gpu/cuda/cublas_lt.h"

#include <dlfcn.h>

#include <optional>

namespace probellm::gpu::cuda {

/// The library's functions that are used.
struct CublasLt::Functions {
  decltype(&cublasLtCreate) create = nullptr;
  decltype(&cublasLtDestroy) destroy = nullptr;
  decltype(&cublasLtGetVersion) version = nullptr;
  decltype(&cublasLtMatmul) matmul = nullptr;
  decltype(&cublasLtMatmulDescCreate) desc_create = nullptr;
  decltype(&cublasLtMatmulDescDestroy) desc_destroy = nullptr;
  decltype(&cublasLtMatmulDescSetAttribute) desc_set = nullptr;
  decltype(&cublasLtMatrixLayoutCreate) layout_create = nullptr;
  decltype(&cublasLtMatrixLayoutDestroy) layout_destroy = nullptr;
  decltype(&cublasLtMatmulPreferenceCreate) preference_create = nullptr;
  decltype(&cublasLtMatmulPreferenceDestroy) preference_destroy = nullptr;
  decltype(&cublasLtMatmulPreferenceSetAttribute) preference_set = nullptr;
  decltype(&cublasLtMatmulAlgoGetHeuristic) heuristic = nullptr;

  /// Opens the library once; nullptr where it isn't installed or lacks one of them.
  static const Functions* find() {
    static const std::optional<Functions> found = load();
    return found ? &*found : nullptr;
  }

 private:
  static std::optional<Functions> load() {
    void* library = nullptr;
    for (const char* name : {"libcublasLt.so.13", "libcublasLt.so.12", "libcublasLt.so"})
      if (library == nullptr) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return std::nullopt;
    Functions f;
    bool has_all = true;
    const auto find = [&](const char* name, auto& function) {
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
      has_all = has_all && function != nullptr;
    };
    find("cublasLtCreate", f.create);
    find("cublasLtDestroy", f.destroy);
    find("cublasLtGetVersion", f.version);
    find("cublasLtMatmul", f.matmul);
    find("cublasLtMatmulDescCreate", f.desc_create);
    find("cublasLtMatmulDescDestroy", f.desc_destroy);
    find("cublasLtMatmulDescSetAttribute", f.desc_set);
    find("cublasLtMatrixLayoutCreate", f.layout_create);
    find("cublasLtMatrixLayoutDestroy", f.layout_destroy);
    find("cublasLtMatmulPreferenceCreate", f.preference_create);
    find("cublasLtMatmulPreferenceDestroy", f.preference_destroy);
    find("cublasLtMatmulPreferenceSetAttribute", f.preference_set);
    find("cublasLtMatmulAlgoGetHeuristic", f.heuristic);
    return has_all ? std::optional(f) : std::nullopt;
  }
};

namespace {

constexpr std::size_t kWorkspace = 64 << 20;

cudaDataType_t type_of(MatrixType type) {
  switch (type) {
    case MatrixType::Bf16:
      return CUDA_R_16BF;
    case MatrixType::Int8:
      return CUDA_R_8I;
    case MatrixType::Fp8:
      return CUDA_R_8F_E4M3;
  }
  return CUDA_R_16BF;
}

}  // namespace

CublasLt::CublasLt() : functions_(Functions::find()) {
  if (functions_ != nullptr && functions_->create(&handle_) != CUBLAS_STATUS_SUCCESS) functions_ = nullptr;
  if (functions_ == nullptr) return;
  workspace_ = device_memory(kWorkspace);
  workspace_size_ = workspace_ ? kWorkspace : 0;
}

CublasLt::~CublasLt() {
  if (functions_ == nullptr) return;
  forget();
  functions_->destroy(handle_);
}

void CublasLt::forget() {
  if (operation_ != nullptr) functions_->desc_destroy(operation_);
  if (input_ != nullptr) functions_->layout_destroy(input_);
  if (output_ != nullptr) functions_->layout_destroy(output_);
  operation_ = nullptr, input_ = nullptr, output_ = nullptr;
}

std::string CublasLt::prepare(const MatrixProduct& product) {
  if (functions_ == nullptr) return "";
  forget();
  is_whole_ = product.type == MatrixType::Int8;
  const auto size = static_cast<std::uint64_t>(product.size);
  const auto compute = is_whole_ ? CUBLAS_COMPUTE_32I : CUBLAS_COMPUTE_32F;
  const auto sums = is_whole_ ? CUDA_R_32I : CUDA_R_32F;
  const cublasOperation_t transposed = CUBLAS_OP_T;
  cublasLtMatmulPreference_t preference = nullptr;
  cublasLtMatmulHeuristicResult_t best{};
  int found = 0;
  // Both inputs' elements lie along the sum, columns to the library: the first is transposed.
  const bool is_ready =
      functions_->desc_create(&operation_, compute, sums) == CUBLAS_STATUS_SUCCESS &&
      functions_->desc_set(operation_, CUBLASLT_MATMUL_DESC_TRANSA, &transposed, sizeof transposed) ==
          CUBLAS_STATUS_SUCCESS &&
      functions_->layout_create(&input_, type_of(product.type), size, size, product.size) ==
          CUBLAS_STATUS_SUCCESS &&
      functions_->layout_create(&output_, sums, size, size, product.size) == CUBLAS_STATUS_SUCCESS &&
      functions_->preference_create(&preference) == CUBLAS_STATUS_SUCCESS &&
      functions_->preference_set(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, &workspace_size_,
                                 sizeof workspace_size_) == CUBLAS_STATUS_SUCCESS &&
      functions_->heuristic(handle_, operation_, input_, input_, output_, output_, preference, 1, &best,
                            &found) == CUBLAS_STATUS_SUCCESS &&
      found == 1;
  if (preference != nullptr) functions_->preference_destroy(preference);
  if (!is_ready) return "";
  algorithm_ = best.algo;
  // 130000 is 13.0.0.
  const std::size_t version = functions_->version();
  return "cuBLASLt " + std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100);
}

cudaError_t CublasLt::multiply(const void* left, const void* right, void* result, cudaStream_t stream) const {
  const float one = 1, zero = 0;
  const std::int32_t whole_one = 1, whole_zero = 0;
  const void* alpha = is_whole_ ? static_cast<const void*>(&whole_one) : &one;
  const void* beta = is_whole_ ? static_cast<const void*>(&whole_zero) : &zero;
  const auto status =
      functions_->matmul(handle_, operation_, alpha, left, input_, right, input_, beta, result, output_,
                         result, output_, &algorithm_, workspace_.get(), workspace_size_, stream);
  return status == CUBLAS_STATUS_SUCCESS ? cudaSuccess : cudaErrorUnknown;
}

}  // namespace probellm::gpu::cuda
