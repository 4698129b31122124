# Puts every file of profiles/ that holds data into the binary as a table of names and texts.
function(embed_profiles library)
  file(GLOB_RECURSE files RELATIVE ${CMAKE_SOURCE_DIR}/profiles CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/profiles/*.toml ${CMAKE_SOURCE_DIR}/profiles/*.json)
  # What estimates are checked against is no part of the program.
  list(FILTER files EXCLUDE REGEX "^evidence/")
  list(SORT files)
  set(rows "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/profiles/${file})
    file(READ ${CMAKE_SOURCE_DIR}/profiles/${file} text)
    string(APPEND rows "    {\"${file}\", R\"profile(${text})profile\"},\n")
  endforeach()
  list(LENGTH files count)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/embedded_profiles.cpp @ONLY CONTENT [[
#include "profiles/embedded.h"

namespace probellm::profiles {
namespace {
constexpr EmbeddedFile kFiles[@count@] = {
@rows@};
}  // namespace

std::span<const EmbeddedFile> embedded_files() { return kFiles; }

}  // namespace probellm::profiles
]])
  target_sources(${library} PRIVATE ${CMAKE_BINARY_DIR}/embedded_profiles.cpp)
endfunction()
