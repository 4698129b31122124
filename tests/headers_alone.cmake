# Each header compiles alone: its own source includes it first, or it gets a source that includes nothing else.
file(GLOB_RECURSE headers RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS
     ${CMAKE_SOURCE_DIR}/core/*.h ${CMAKE_SOURCE_DIR}/probe/*.h ${CMAKE_SOURCE_DIR}/bench/*.h
     ${CMAKE_SOURCE_DIR}/gpu/*.h ${CMAKE_SOURCE_DIR}/estimator/*.h ${CMAKE_SOURCE_DIR}/report/*.h
     ${CMAKE_SOURCE_DIR}/app/*.h ${CMAKE_SOURCE_DIR}/profiles/*.h ${CMAKE_SOURCE_DIR}/gguf/*.h
     ${CMAKE_SOURCE_DIR}/planner/*.h)
# nvcc alone compiles it.
list(FILTER headers EXCLUDE REGEX "^gpu/cuda/ptx\\.h$")
if(NOT PROBELLM_HAS_CUDA)
  list(FILTER headers EXCLUDE REGEX "^gpu/cuda/")
endif()
set(header_sources "")
foreach(header IN LISTS headers)
  string(REGEX REPLACE "\\.h$" ".cpp" own_source ${CMAKE_SOURCE_DIR}/${header})
  set(first_include "")
  if(EXISTS ${own_source})
    file(STRINGS ${own_source} first_include REGEX "^#include" LIMIT_COUNT 1)
  endif()
  if(first_include STREQUAL "#include \"${header}\"")
    continue()
  endif()
  string(REPLACE "/" "_" name ${header})
  set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n")
  list(APPEND header_sources ${source})
endforeach()
add_library(headers_alone OBJECT ${header_sources})
target_link_libraries(headers_alone PRIVATE house_rules toml_headers hwy_headers hwloc nlohmann_json::nlohmann_json)
if(PROBELLM_HAS_CUDA)
  target_link_libraries(headers_alone PRIVATE CUDA::cudart_static)
endif()
