#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine.h"
#include "core/model.h"
#include "core/result.h"
#include "core/units.h"

namespace probellm::profiles {

/// A machine that can be asked for by name: the text of a saved document.
struct NamedMachine {
  std::string name;
  std::string json;
};

/// What a vendor specifies of a GPU: `name` is part of what drivers call it.
struct GpuSpec {
  std::string name;
  std::string vendor;
  core::BytesPerSecond bandwidth;
  /// Matrix products in BF16 with f32 sums, without sparsity; absent where none is stated.
  std::optional<core::FlopsPerSecond> matrix_rate;
};

/// What the profiles know.
struct Catalog {
  std::vector<core::Model> models;
  std::vector<core::TensorType> types;
  std::vector<core::Quant> quants;
  std::vector<core::Engine> engines;
  std::vector<NamedMachine> machines;
  std::vector<GpuSpec> gpus;
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
