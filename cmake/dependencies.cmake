# Third-party libraries, all from Debian's packages. cmake/packages lists the packages.
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(Threads REQUIRED)
if(PROBELLM_MICROBENCH)
  find_package(benchmark QUIET)
endif()

# toml++ serves as headers only, so that the binary doesn't need its shared library.
find_path(TOML_INCLUDE_DIR toml++/toml.h REQUIRED)
add_library(toml_headers INTERFACE)
target_include_directories(toml_headers SYSTEM INTERFACE ${TOML_INCLUDE_DIR})
target_compile_definitions(toml_headers INTERFACE TOML_HEADER_ONLY=1 TOML_EXCEPTIONS=0)

# Debian has fmt's functions in a shared library alone. Compiled once here, since as headers they would be in every source.
find_path(FMT_INCLUDE_DIR fmt/format-inl.h REQUIRED)
add_library(fmt STATIC ${CMAKE_CURRENT_LIST_DIR}/fmt.cpp)
target_include_directories(fmt SYSTEM PUBLIC ${FMT_INCLUDE_DIR})

# Highway serves as headers only: Debian has no static archive of it, and the kernels choose their target themselves.
find_path(HWY_INCLUDE_DIR hwy/highway.h REQUIRED)
add_library(hwy_headers INTERFACE)
target_include_directories(hwy_headers SYSTEM INTERFACE ${HWY_INCLUDE_DIR})
# Its assertions end in its library.
target_compile_definitions(hwy_headers INTERFACE HWY_IS_DEBUG_BUILD=0)

# hwloc comes as an archive, so that the binary runs where hwloc isn't installed.
find_path(HWLOC_INCLUDE_DIR hwloc.h REQUIRED)
find_library(HWLOC_LIBRARY NAMES libhwloc.a hwloc REQUIRED)
add_library(hwloc INTERFACE)
target_include_directories(hwloc SYSTEM INTERFACE ${HWLOC_INCLUDE_DIR})
target_link_libraries(hwloc INTERFACE ${HWLOC_LIBRARY})

# So do libtar, which lays out the headers of a capture's archive, and zlib, which compresses it.
find_path(TAR_INCLUDE_DIR libtar.h REQUIRED)
find_library(TAR_LIBRARY NAMES libtar.a tar REQUIRED)
find_library(Z_LIBRARY NAMES libz.a z REQUIRED)
add_library(tar INTERFACE)
target_include_directories(tar SYSTEM INTERFACE ${TAR_INCLUDE_DIR})
target_link_libraries(tar INTERFACE ${TAR_LIBRARY} ${Z_LIBRARY})

# OpenCL's headers alone: its library is opened where it is installed.
find_path(OPENCL_INCLUDE_DIR CL/cl.h REQUIRED)
add_library(opencl_headers INTERFACE)
target_include_directories(opencl_headers SYSTEM INTERFACE ${OPENCL_INCLUDE_DIR})
