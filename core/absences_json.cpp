#include "core/absences.h"
#include "core/machine_json.h"

// Every fact shows in the JSON with its reason, so that is where absences are collected: none can be
// forgotten.
namespace probellm::core {
namespace {

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

void collect(const Json& json, const std::string& path, std::vector<Absence>& absences) {
  if (json.is_array())
    for (std::size_t i = 0; i < json.size(); ++i)
      collect(json[i], path + "[" + std::to_string(i) + "]", absences);
  if (!json.is_object()) return;
  if (json.contains("reason")) {
    absences.push_back({path, json["reason"].get<std::string>(), json.value("remedy", "")});
    return;
  }
  for (const auto& [key, value] : json.items())
    collect(value, key == "provenance" ? path : below(path, key), absences);
}

}  // namespace

std::vector<Absence> absences_of(const Machine& machine) {
  std::vector<Absence> absences;
  collect(machine_json(machine), "", absences);
  return absences;
}

}  // namespace probellm::core
