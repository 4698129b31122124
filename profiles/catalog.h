#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/engine.h"
#include "core/model.h"
#include "core/parts.h"
#include "core/plan.h"
#include "core/result.h"

namespace probellm::profiles {

/// A machine that can be asked for by name: the text of a saved document.
struct NamedMachine {
  std::string name;
  std::string json;
};

/// The rules that a machine can be held against by name: the text of a policy.
struct NamedPolicy {
  std::string name;
  std::string toml;
};

/// What the profiles know.
struct Catalog {
  std::vector<core::Model> models;
  std::vector<core::TensorType> types;
  std::vector<core::Quant> quants;
  std::vector<core::Engine> engines;
  std::vector<NamedMachine> machines;
  std::vector<NamedPolicy> policies;
  std::vector<core::GpuSpec> gpus;
  std::vector<core::CpuSpec> cpus;
  std::vector<core::Kit> kits;
  std::vector<core::Platform> platforms;
  std::vector<core::MemoryClass> classes;
};

/// The embedded profiles; where `extra_dir` isn't empty, its files are read after them and replace entries of
/// the same id. Errors name file and key.
core::Result<Catalog> load_catalog(const std::string& extra_dir);

/// The entry with that id or alias, whatever its case, or nullptr.
const core::Model* find_model(const Catalog& catalog, std::string_view name);
const core::Quant* find_quant(const Catalog& catalog, std::string_view name);
const core::Engine* find_engine(const Catalog& catalog, std::string_view name);
const core::TensorType* find_type(const Catalog& catalog, std::string_view id);

}  // namespace probellm::profiles
