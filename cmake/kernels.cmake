# Compiles every *.kernel.cpp of a folder once for each instruction set, with COGOV_ISA naming it. The code of each set
# lives in an inline namespace of that name (sim/engine/lanes.hpp), so that the linker never mixes them.
# Threads share the same whatever the set, so the thread sanitizer's build has the plain one alone, as other processors do.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT COGOV_SANITIZE MATCHES "thread")
  set(COGOV_INSTRUCTION_SETS v2 v3 v4)
else()
  set(COGOV_INSTRUCTION_SETS plain)
endif()

function(cogov_kernels target folder)
  file(GLOB_RECURSE kernels CONFIGURE_DEPENDS ${folder}/*.kernel.cpp)
  if(NOT kernels)
    return()
  endif()
  # clang takes minutes for every kernel with the checks of every reference in it; ASan looks at these too.
  if(COGOV_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    set_source_files_properties(${kernels} PROPERTIES COMPILE_OPTIONS
      "-fno-sanitize=fuzzer-no-link,null,alignment,object-size,pointer-overflow")
  endif()
  foreach(isa IN LISTS COGOV_INSTRUCTION_SETS)
    add_library(${target}_${isa} OBJECT ${kernels})
    target_include_directories(${target}_${isa} PRIVATE ${PROJECT_SOURCE_DIR})
    target_link_libraries(${target}_${isa} PRIVATE cogov_flags)
    cogov_for_module(${target}_${isa})
    target_compile_definitions(${target}_${isa} PRIVATE COGOV_ISA=${isa})
    target_compile_options(${target}_${isa} PRIVATE -Wno-psabi)
    if(NOT isa STREQUAL plain)
      target_compile_options(${target}_${isa} PRIVATE -march=x86-64-${isa})
    endif()
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)   # g++ 12 takes the undefined vectors of its own intrinsics for a mistake
      target_compile_options(${target}_${isa} PRIVATE -Wno-maybe-uninitialized -Wno-uninitialized)
      # Without being told it copies lanes in pieces of 16 bytes, and whole vectors then wait for the pieces.
      if(isa STREQUAL v3)
        target_compile_options(${target}_${isa} PRIVATE -mmove-max=256 -mstore-max=256)
      elseif(isa STREQUAL v4)
        target_compile_options(${target}_${isa} PRIVATE -mmove-max=512 -mstore-max=512)
      endif()
    endif()
    cogov_together(${target}_${isa} sources)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_${isa}>)
  endforeach()
endfunction()
