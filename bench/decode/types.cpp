#include "bench/decode/types.h"

#include <algorithm>
#include <string>

#include "bench/decode/half_numbers.h"

namespace probellm::bench {

const WeightType& weight_type(std::string_view id) {
  return *std::find_if(kWeightTypes.begin(), kWeightTypes.end(),
                       [=](const auto& type) { return type.id == id; });
}

core::Result<TypeKernel> find_kernel(const WeightType& type, std::string_view set) {
  fill_half_numbers();
  for (const FamilySet& family : is_repacked(type, set) ? eights_family() : type.family())
    for (const TypeKernel& kernel : family.kernels)
      if (family.set == set && kernel.type == type.id) return kernel;
  return core::Error{core::ErrorKind::Unsupported,
                     "there is no kernel of this type for the " + std::string(set) + " instruction set"};
}

bool is_repacked(const WeightType& type, std::string_view set) {
  switch (type.repacked) {
    case Repacked::Nowhere:
      return false;
    case Repacked::OnAvx2AndNeon:
      return set != "SSE4" && set != "baseline";
    case Repacked::OnAvx512:
      return set == "AVX-512";
  }
  return false;
}

}  // namespace probellm::bench
