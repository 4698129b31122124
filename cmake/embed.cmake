# Puts the files that a page of HTML is made of into the binary as a table of names and texts, in the order of
# their names.
function(embed_pages library)
  file(GLOB files RELATIVE ${CMAKE_SOURCE_DIR}/report/page CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/report/page/*.html ${CMAKE_SOURCE_DIR}/report/page/*.css ${CMAKE_SOURCE_DIR}/report/page/*.js)
  embed(${library} report/page "${files}" report/page/embedded.h probellm::report EmbeddedPage embedded_pages)
endfunction()

# Puts every file of profiles/ that holds data into the binary as a table of names and texts.
function(embed_profiles library)
  file(GLOB_RECURSE files RELATIVE ${CMAKE_SOURCE_DIR}/profiles CONFIGURE_DEPENDS
       ${CMAKE_SOURCE_DIR}/profiles/*.toml ${CMAKE_SOURCE_DIR}/profiles/*.json)
  # What estimates are checked against is no part of the program.
  list(FILTER files EXCLUDE REGEX "^evidence/")
  embed(${library} profiles "${files}" profiles/embedded.h probellm::profiles EmbeddedFile embedded_files)
endfunction()

# Puts files below a folder into a library as a function that returns rows of a name and a text.
function(embed library folder files header namespace row function)
  list(SORT files)
  set(rows "")
  foreach(file IN LISTS files)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/${file})
    file(READ ${CMAKE_SOURCE_DIR}/${folder}/${file} text)
    string(APPEND rows "    {\"${file}\", R\"embedded(${text})embedded\"},\n")
  endforeach()
  list(LENGTH files count)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/${function}.cpp @ONLY CONTENT [[
#include "@header@"

namespace @namespace@ {
namespace {
constexpr @row@ kFiles[@count@] = {
@rows@};
}  // namespace

std::span<const @row@> @function@() { return kFiles; }

}  // namespace @namespace@
]])
  target_sources(${library} PRIVATE ${CMAKE_BINARY_DIR}/${function}.cpp)
endfunction()
