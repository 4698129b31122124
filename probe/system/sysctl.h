#pragma once

#include <array>
#include <string_view>

#include "core/machine.h"

namespace probellm::probe {

/// What is asked of macOS' sysctl: words, and numbers.
inline constexpr std::array<std::string_view, 6> kSysctlWords = {
    "machdep.cpu.brand_string", "hw.model",       "hw.perflevel0.name",
    "hw.perflevel1.name",       "kern.osrelease", "kern.osproductversion"};
inline constexpr std::array<std::string_view, 31> kSysctlNumbers = {"hw.memsize",
                                                                    "hw.pagesize",
                                                                    "hw.packages",
                                                                    "hw.physicalcpu",
                                                                    "hw.logicalcpu",
                                                                    "hw.nperflevels",
                                                                    "hw.perflevel0.physicalcpu",
                                                                    "hw.perflevel0.logicalcpu",
                                                                    "hw.perflevel0.l1dcachesize",
                                                                    "hw.perflevel0.l2cachesize",
                                                                    "hw.perflevel0.cpusperl2",
                                                                    "hw.perflevel1.physicalcpu",
                                                                    "hw.perflevel1.logicalcpu",
                                                                    "hw.perflevel1.l1dcachesize",
                                                                    "hw.perflevel1.l2cachesize",
                                                                    "hw.perflevel1.cpusperl2",
                                                                    "hw.optional.arm64",
                                                                    "hw.optional.arm.FEAT_DotProd",
                                                                    "hw.optional.arm.FEAT_FP16",
                                                                    "hw.optional.arm.FEAT_I8MM",
                                                                    "hw.optional.arm.FEAT_BF16",
                                                                    "hw.optional.arm.FEAT_SME",
                                                                    "hw.optional.arm.FEAT_SME2",
                                                                    "hw.optional.avx2_0",
                                                                    "hw.optional.avx512f",
                                                                    "vm.page_free_count",
                                                                    "vm.page_speculative_count",
                                                                    "vm.page_purgeable_count",
                                                                    "vm.page_pageable_external_count",
                                                                    "iogpu.wired_limit_mb",
                                                                    "kern.hv_vmm_present"};

/// A Mac out of lines "key: value" as sysctl prints them: CPU with its kinds of cores, memory, and the GPU
/// that works in it; what sysctl doesn't tell is absent.
core::Machine machine_of_sysctl(std::string_view text);

}  // namespace probellm::probe
