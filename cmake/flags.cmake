# What every target is compiled with. No contraction and no fast math: the same last digit on every machine.
add_library(cogov_flags INTERFACE)
target_compile_options(cogov_flags INTERFACE -ffp-contract=off -fno-fast-math)
if(COGOV_STRICT)
  # Of sources compiled as one (cmake/together.cmake), one's names may be another's.
  set(shadow $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>)
  target_compile_options(cogov_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion ${shadow} -Werror)
  # g++ 12 raises false alarms inside std::string and std::vector (GCC bugs 105651, 105562); clang and ASan see to these.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(cogov_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds)
  endif()
endif()
if(COGOV_SANITIZE)
  list(JOIN COGOV_SANITIZE "," kinds)
  target_compile_options(cogov_flags INTERFACE -fsanitize=${kinds} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(cogov_flags INTERFACE -fsanitize=${kinds})
  if(COGOV_SANITIZE MATCHES thread)
    # Debian's oneTBB is not instrumented and would give false races.
    target_compile_definitions(cogov_flags INTERFACE COGOV_STD_THREADS COGOV_PLAIN)   # cmake/kernels.cmake
  endif()
endif()
