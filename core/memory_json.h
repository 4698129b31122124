#pragma once

#include "core/json_fields.h"
#include "core/machine.h"

namespace probellm::core {

/// A module, a channel, a socket's memory, counted errors and a finding as docs/json.md describes them.
Json dimm_json(const Dimm& dimm);
Json channel_json(const Channel& channel);
Json memory_socket_json(const MemorySocket& socket);
Json memory_errors_json(const MemoryErrors& errors);
Json finding_json(const Finding& finding);

/// Their inverses; what is wrong stays in the reader.
Dimm read_dimm(const FieldReader& reader);
Channel read_channel(const FieldReader& reader);
MemorySocket read_memory_socket(const FieldReader& reader);
MemoryErrors read_memory_errors(const FieldReader& reader);
Finding read_finding(const FieldReader& reader);

}  // namespace probellm::core
