# The page of `cogov report`: analysis/report/web bundled into one HTML file by esbuild, which becomes part of the program.
# npm works in the build tree only; the source tree holds what people wrote and the lock file.

option(COGOV_REPORT "build the page of `cogov report`; takes node, npm and, the first time, the npm registry" ON)

function(cogov_report_page target)
  if(NOT COGOV_REPORT)
    return()
  endif()
  find_program(node NAMES node nodejs)
  find_program(npm npm)
  mark_as_advanced(node npm)
  if(NOT node OR NOT npm)
    message(FATAL_ERROR "The page of `cogov report` is made with node and npm, which are not installed (Debian: nodejs, npm). "
                        "Install them, or build without the page: cmake -DCOGOV_REPORT=OFF ...")
  endif()
  set(web ${PROJECT_SOURCE_DIR}/analysis/report/web)
  set(made ${PROJECT_BINARY_DIR}/report)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${web}/src/* ${web}/build.mjs)
  add_custom_command(
    OUTPUT ${made}/packages.stamp
    COMMAND ${CMAKE_COMMAND} -D WEB=${web} -D MADE=${made} -D NPM=${npm}
            -D "WHY=the page of `cogov report` is made with" -P ${PROJECT_SOURCE_DIR}/cmake/npm_packages.cmake
    DEPENDS ${web}/package.json ${web}/package-lock.json ${PROJECT_SOURCE_DIR}/cmake/npm_packages.cmake
    COMMENT "Fetching what the report's page is made with (npm)" VERBATIM)
  add_custom_command(
    OUTPUT ${made}/page.html
    COMMAND ${node} ${web}/build.mjs ${made} ${made}/page.html
    DEPENDS ${made}/packages.stamp ${sources}
    COMMENT "Bundling the report's page" VERBATIM)
  set_source_files_properties(${PROJECT_SOURCE_DIR}/analysis/report/page.cpp PROPERTIES
    COMPILE_DEFINITIONS COGOV_REPORT_PAGE="${made}/page.html" OBJECT_DEPENDS ${made}/page.html)
  target_sources(${target} PRIVATE ${made}/page.html)
endfunction()
