# One static library for each folder, its subfolders included. Headers are included from the repository's root; warnings are errors.
add_library(house_rules INTERFACE)
target_include_directories(house_rules INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(house_rules INTERFACE $<$<COMPILE_LANGUAGE:CXX>:
  -Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion;-Wno-sign-conversion;-Wnon-virtual-dtor;-Werror>)
# GCC 12 warns of an overlap inside std::string's own operator+ (GCC bug 105651).
target_compile_options(house_rules INTERFACE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>)
if(PROBELLM_STATIC)
  target_link_options(house_rules INTERFACE -static-libgcc -static-libstdc++)
endif()

# Usage: folder_library(name PUBLIC libs... PRIVATE libs...). main.cpp and microbench.cpp are programs of their own; gpu/cuda
# is cuda.cmake's.
function(folder_library name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(main|microbench|[a-z_]*_macos)\\.cpp$|/gpu/cuda/")
  add_library(${name} STATIC ${sources})
  target_link_libraries(${name} PUBLIC house_rules ${ARGN})
  if(PROBELLM_PRECOMPILE)
    target_precompile_headers(${name} PRIVATE <algorithm> <functional> <map> <optional> <string> <vector>)
  endif()
endfunction()
