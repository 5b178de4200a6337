# Writes the commit that is built into a header, which changes with it alone: "unknown" where there is no git, as in an archive.
#     cmake -D ROOT=<source folder> -D HEADER=<file> -D GIT=<git or nothing> -P commit.cmake
cmake_minimum_required(VERSION 3.25)
set(commit "unknown")
if(GIT)
  execute_process(COMMAND ${GIT} describe --always --dirty --exclude "*" --abbrev=12 WORKING_DIRECTORY ${ROOT}
                  OUTPUT_VARIABLE found RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT failed AND found)
    set(commit "${found}")
  endif()
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT "#define COGOV_COMMIT \"@commit@\"\n" @ONLY)
