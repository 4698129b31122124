# Cross-compiles for aarch64 Linux with Debian's g++-aarch64-linux-gnu; what is built runs in qemu-user.
# cmake/install-packages aarch64 installs both, and cmake/fetch-arm64 puts the libraries into build/arm64.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)

# The headers of libraries that have nothing but headers are the system's own.
set(arm64_packages ${CMAKE_CURRENT_LIST_DIR}/../build/arm64)
set(CMAKE_FIND_ROOT_PATH ${arm64_packages} /usr/aarch64-linux-gnu /)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_CXX_FLAGS_INIT "-isystem ${arm64_packages}/usr/include/aarch64-linux-gnu")

# All of Armv8 that qemu knows, SVE with vectors of 512 bits included.
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64 -L /usr/aarch64-linux-gnu -cpu max)
