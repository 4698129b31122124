#pragma once

#include <optional>
#include <string>

#include "app/options.h"
#include "core/document.h"
#include "core/machine_spec.h"
#include "core/prices.h"
#include "core/result.h"
#include "profiles/catalog.h"

namespace probellm::app {

/// The document in a file, of a named machine of the profiles or of one in a line, with what the profiles say
/// of its parts; Malformed or NotFound with the place and what was expected.
core::Result<core::Document> load_machine(const std::string& file_or_name, const profiles::Catalog& catalog);

/// The machine that a line or a file of TOML describes, or what is wrong with it; absent where the text names
/// something else.
std::optional<core::Result<core::MachineSpec>> described_machine(const std::string& text,
                                                                 const profiles::Catalog& catalog);

/// The list of prices in a file; Malformed or NotFound with the place and what was expected.
core::Result<core::Prices> load_prices(const std::string& file);

/// The text of a file or a pipe; one that doesn't end is given up at 64 MiB.
core::Result<std::string> read_file(const std::string& path);

/// The document in a file; Malformed or NotFound with the place and what was expected.
core::Result<core::Document> load_document(const std::string& file);

/// The measurements in a file.
core::Result<core::Measurements> load_measurements(const std::string& file);

/// The options with the bytes of the SMBIOS table that they name; Malformed where it lists no memory slots.
core::Result<Options> with_dmi_table(Options options);

}  // namespace probellm::app
