# Compiles up to a dozen sources of a target as one, since nearly all of the time goes into headers. COGOV_TOGETHER says of which
# targets: `all` (the presets of clang), or `tests` (those of g++), so that each source of the program is known to stand by itself.
function(cogov_together target kind)   # kind: sources, or tests
  if(NOT COGOV_TOGETHER STREQUAL all AND NOT COGOV_TOGETHER STREQUAL kind)
    return()
  endif()
  find_program(any_python3 NAMES python3 REQUIRED)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")   # other programs take what is beside it
  execute_process(COMMAND ${any_python3} ${PROJECT_SOURCE_DIR}/cmake/together.py 12 ${sources} OUTPUT_VARIABLE pieces
                  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  string(REPLACE "\n" ";" pieces "${pieces}")
  foreach(source piece IN ZIP_LISTS sources pieces)
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP ${piece})
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
