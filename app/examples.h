#pragma once

// What --help ends with: examples of each command, and the exit codes of all.
namespace probellm::app {

inline constexpr const char* kExitCodes =
    "Exit codes: 0 fits; 1 tight, or only by streaming from disk; 2 usage or bad input; 3 does not fit;\n"
    "4 unknown, as where the memory can't be read; 5 a measurement that can't be trusted; 70 internal "
    "error;\n"
    "130 interrupted. --exit-zero turns 1, 3, 4 and 5 into 0.";

inline constexpr const char* kFitExamples =
    "Examples:\n"
    "  probe-llm                                  measure this machine and say what runs here\n"
    "  probe-llm --quant q4_k_m --context 128k    one recipe, a long context\n"
    "  probe-llm fit --machine server.json        a machine saved by `probe-llm probe --json`\n"
    "  probe-llm fit --machine server-768gb-ddr5-12ch    a machine of the profiles\n"
    "  probe-llm fit --measurements run.json      without measuring again\n"
    "  probe-llm --quick                          measured in 3 seconds\n\n";

inline constexpr const char* kExplainExamples =
    "Examples:\n"
    "  probe-llm explain --quant q4_k_m                       the best recipe's or this one's time, term by "
    "term\n"
    "  probe-llm explain --gguf Kimi-K2.6-00001-of-00013.gguf     from a file's own tensors\n"
    "  probe-llm explain --machine server.json --placement cpu\n\n";

inline constexpr const char* kPlanExamples =
    "Examples:\n"
    "  probe-llm plan --machine \"2x EPYC 9355, 24x32GB DDR5-6400, RTX 5090\" --target 10\n"
    "  probe-llm plan --machine \"EPYC 7532, 8x64GB DDR4-3200\" --quant q2_k\n"
    "  probe-llm plan --kit 768gb-ddr4-2400-oracle-x5-2 --platform oracle-x5-2\n"
    "  probe-llm plan                              what would make this machine faster\n\n";

inline constexpr const char* kMatrixExamples =
    "Examples:\n"
    "  probe-llm matrix                              Kimi K2.6 on DDR4, DDR5, unified memory and cards\n"
    "  probe-llm matrix --quant q4_k_m,q2_k --context 64k\n\n";

inline constexpr const char* kRehearseExamples =
    "Examples:\n"
    "  probe-llm rehearse --folder /mnt/models              Kimi K2.6 Q4_K_M with llama-bench from PATH\n"
    "  probe-llm rehearse --quant q2_k --most 8GiB          another recipe, smaller files\n"
    "  probe-llm rehearse --llama-bench ~/llama.cpp/build/bin/llama-bench\n"
    "  probe-llm rehearse --forget                          remove what `fit` was calibrated with\n\n";

inline constexpr const char* kProbeExamples =
    "Examples:\n"
    "  probe-llm probe                      what this machine has, and why some of it can't be read\n"
    "  sudo probe-llm probe                 the DIMMs too\n"
    "  probe-llm probe --dmi-file dmi.bin   the DIMMs in a table that `dmidecode --dump-bin dmi.bin` wrote\n"
    "  probe-llm probe --root server        the machine that `probe-llm capture server` recorded\n"
    "  probe-llm probe --json > server.json for `probe-llm fit --machine server.json`\n\n";

inline constexpr const char* kReportExamples =
    "Examples:\n"
    "  probe-llm report --html fit.html     this machine, as a page to hand over\n"
    "  probe-llm report --html fit.html --machine \"2x EPYC 9355, 24x32GB DDR5-6400\"    a quote\n"
    "  probe-llm report --markdown - --machine run.json    a saved run, to paste into a ticket\n\n";

inline constexpr const char* kFleetExitCodes =
    "Exit codes: 0 no node stands out; 1 some do; 2 usage or nothing to read; 4 a part of the input can't be "
    "read;\n"
    "70 internal error.";

inline constexpr const char* kFleetExamples =
    "Examples:\n"
    "  srun --ntasks-per-node=1 probe-llm bench --exit-zero -o jsonl > fleet.jsonl    a line a node\n"
    "  probe-llm fleet fleet.jsonl --html fleet.html    what stands out, and every node on a page\n"
    "  cat node*.json | probe-llm fleet -\n"
    "  probe-llm fleet fleet.jsonl --interconnect 12.5,5    100 Gbit/s after 5 us: the model over several "
    "nodes\n\n";

inline constexpr const char* kDiffExitCodes =
    "Exit codes: 0 nothing changed beyond noise; 1 something did; 2 usage or bad input; 70 internal error.";

inline constexpr const char* kDiffExamples =
    "Examples:\n"
    "  probe-llm --json > before.json       before modules are swapped\n"
    "  probe-llm --json > after.json        and after\n"
    "  probe-llm diff before.json after.json\n\n";

inline constexpr const char* kCaptureExamples =
    "Examples:\n"
    "  probe-llm capture server             what was read here, in the folder server\n"
    "  probe-llm capture server.tar.gz      the same as an archive, to send; elsewhere, unpacked by tar "
    "xzf:\n"
    "  probe-llm probe --root server        the same machine\n\n";

inline constexpr const char* kDoctorExamples =
    "Examples:\n"
    "  probe-llm doctor                     what isn't known here, and the command that mends it\n"
    "  probe-llm doctor --root server       of a machine that `probe-llm capture` recorded\n\n";

inline constexpr const char* kBenchExamples =
    "Examples:\n"
    "  probe-llm bench                      memory, threads, arithmetic and disk in at most 10 seconds\n"
    "  probe-llm bench --full               every curve, in minutes\n"
    "  probe-llm bench --only memory.read,decode.layer.    these rows alone\n"
    "  probe-llm bench --json > run.json    for `probe-llm fit --measurements run.json`\n"
    "  probe-llm bench -o csv > run.csv     a line for each measurement\n"
    "  probe-llm bench -o hwloc-annotate | sh -s topology.xml    for `lstopo --memattrs -i topology.xml`\n"
    "  taskset -c 0-7 probe-llm bench       on these CPUs only\n\n";

inline constexpr const char* kCheckExamples =
    "Examples:\n"
    "  probe-llm check                            this machine as a server that runs a large model from RAM\n"
    "  probe-llm check --policy rules.toml --junit check.xml --github    in a pipeline\n"
    "  probe-llm check --policy gpu-node --quick --nagios                as a health check\n"
    "  probe-llm check --init rules.toml          a policy that this machine passes\n"
    "  probe-llm check --machine server.json --policy rules.toml         a saved machine\n"
    "  probe-llm check --soak 1h                  before it goes into service\n\n"
    "Exit codes: 0 every rule is kept, or no measurement can tell (marginal); 1 only warnings aren't kept;\n"
    "2 usage or a bad policy; 3 a rule fails; 4 a fact is unknown; 5 a measurement can't be trusted; 70 "
    "internal\n"
    "error; 130 interrupted. --exit-zero turns 1, 3, 4 and 5 into 0. --nagios: 0, 1, 2 and 3 as its plugins.";

inline constexpr const char* kListExamples =
    "Examples:\n"
    "  probe-llm models                     models, their sizes and their published files\n"
    "  probe-llm quants --model deepseek-v3 recipes, and what each takes of that model\n\n";

}  // namespace probellm::app
