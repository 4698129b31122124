#include "bench/decode/types.h"

#include <algorithm>
#include <string>

namespace probellm::bench {

const WeightType& weight_type(std::string_view id) {
  return *std::find_if(kWeightTypes.begin(), kWeightTypes.end(),
                       [=](const auto& type) { return type.id == id; });
}

core::Result<TypeKernel> find_kernel(const WeightType& type, std::string_view set) {
  for (const FamilySet& family : type.family())
    for (const TypeKernel& kernel : family.kernels)
      if (family.set == set && kernel.type == type.id) return kernel;
  return core::Error{core::ErrorKind::Unsupported,
                     "there is no kernel of this type for the " + std::string(set) + " instruction set"};
}

}  // namespace probellm::bench
