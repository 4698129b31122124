#include "estimator/type_shares.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "core/model.h"
#include "estimator/measured.h"

namespace probellm::estimator {
namespace {

std::string words_of(core::KernelCase where) {
  switch (where) {
    case core::KernelCase::Everywhere:
      return "";
    case core::KernelCase::Amx:
      return " with AMX";
    case core::KernelCase::AmxWithLatentAttention:
      return " as they lie in the file, which AMX and latent attention demand";
  }
  return "";
}

bool counts(core::KernelCase where, bool has_amx, bool is_latent) {
  if (where == core::KernelCase::Everywhere) return true;
  return has_amx && is_latent == (where == core::KernelCase::AmxWithLatentAttention);
}

}  // namespace

bool has_amx(const core::Machine& machine) { return has_isa(machine.cpu, "amx_int8"); }

void put_type_shares(Inputs& inputs, const core::Machine& machine, const Question& question) {
  const core::Engine& engine = question.engine;
  for (const core::KernelShare& share : engine.kernel_shares) {
    if (!counts(share.where, has_amx(machine), core::has_latent_attention(question.model))) continue;
    if (inputs.type_shares.size() == kMostTypeShares) return;
    const std::string more = share.types.size() > 1 ? " and others" : "";
    const std::string kernels = share.types.front() + more + words_of(share.where);
    const std::string name = share.is_of_peak ? "share of peak of kernels of " + kernels
                                              : "kernels of " + kernels + " over the engine's usual ones";
    inputs.type_shares.push_back(share);
    const Input input = decode_share(inputs, inputs.type_shares.back());
    inputs.put(input, from_engine(name, "", share.decode, engine));
  }
}

const core::KernelShare* share_of_type(const Inputs& inputs, std::string_view type, bool is_routed) {
  for (const core::KernelShare& share : inputs.type_shares) {
    if (share.where == core::KernelCase::Amx && is_routed) continue;
    if (std::find(share.types.begin(), share.types.end(), type) != share.types.end()) return &share;
  }
  return nullptr;
}

Input decode_share(const Inputs& inputs, const core::KernelShare& share) {
  return static_cast<Input>(static_cast<std::ptrdiff_t>(Input::FirstTypeShare) +
                            (&share - inputs.type_shares.data()));
}

}  // namespace probellm::estimator
