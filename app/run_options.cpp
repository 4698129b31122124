#include "app/run_options.h"

#include <string>

#include "core/names.h"

namespace probellm::app {

CLI::Option* add_text(CLI::App& app, const char* name, std::string& text, const char* what,
                      const char* type) {
  const auto must_not_be_empty = [](const std::string& value) {
    return std::string(value.empty() ? "expected a name, found nothing" : "");
  };
  return app.add_option(name, text, what)->check(must_not_be_empty)->type_name(type);
}

void add_model(CLI::App& app, Options& options) {
  app.add_option("--model", options.model, "Model, see `probe-llm models`")
      ->capture_default_str()
      ->type_name("NAME");
}

void add_recipes(CLI::App& app, Options& options) {
  app.add_option("--quant", options.quants,
                 "Recipes, with commas between, see `probe-llm quants` [those that matter]")
      ->delimiter(',')
      ->type_name("NAME");
  app.add_option("--context", options.context, "Tokens of context, as 8192, 8k or 256k")
      ->capture_default_str()
      ->type_name("N");
}

void add_placing(CLI::App& app, Options& options) {
  app.add_option("--engine", options.engine,
                 "Engine: llama.cpp, ik_llama.cpp, ktransformers, vllm, sglang, mlx or llmpager")
      ->capture_default_str()
      ->type_name("NAME");
  app.add_option_function<std::string>(
         "--placement",
         [&options](const std::string& word) {
           options.placement = core::placement_named(word);
           if (!options.placement)
             throw CLI::ArgumentMismatch("--placement " + word + ": expected cpu, hybrid, gpu or stream");
         },
         "Where it lies: cpu, hybrid, gpu or stream [the fastest that fits]")
      ->type_name("PLACE");
  app.add_option("--gpu-expert-layers", options.gpu_expert_layers,
                 "Of a hybrid: layers whose experts lie in VRAM [as many as there is room for]")
      ->check(CLI::Range(0, 1 << 10).description(""))
      ->type_name("N");
  app.add_option_function<std::string>(
         "--numa",
         [&options](const std::string& word) {
           options.numa = core::numa_use_named(word);
           if (!options.numa)
             throw CLI::ArgumentMismatch("--numa " + word +
                                         ": expected interleaved, distributed, one_socket or mirrored");
         },
         "Memory of several sockets: interleaved, distributed, one_socket or mirrored [the fastest that "
         "fits]")
      ->type_name("USE");
  app.add_option("--tensor-parallel", options.tensor_parallel,
                 "GPUs that compute each layer together [1, or all in vllm where that is faster]")
      ->check(CLI::Range(1, 64).description(""))
      ->type_name("N");
}

void add_load(CLI::App& app, Options& options) {
  app.add_option("--batch", options.sequences, "Sequences that decode together, each with the whole context")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N");
  app.add_option("--draft", options.drafted,
                 "Tokens guessed ahead by something that costs nothing (speculative decoding)")
      ->capture_default_str()
      ->check(CLI::Range(0, 64).description(""))
      ->type_name("N");
  app.add_option("--acceptance", options.acceptance, "Share of those that turn out right, each on its own")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0).description(""))
      ->type_name("SHARE");
  app.add_option("--prompt", options.prompt, "Tokens of the prompt, as 1024 or 8k, no more than the context")
      ->capture_default_str()
      ->type_name("N");
  app.add_option("--micro-batch", options.micro_batch,
                 "Tokens of a prompt that are computed together [512, the engine's]")
      ->check(CLI::Range(1, 1 << 15).description(""))
      ->type_name("N");
}

}  // namespace probellm::app
