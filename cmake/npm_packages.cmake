# Installs the packages of WEB/package-lock.json in MADE, without running any script of theirs. WHY says what for.
file(MAKE_DIRECTORY ${MADE})
file(COPY ${WEB}/package.json ${WEB}/package-lock.json DESTINATION ${MADE})
execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error WORKING_DIRECTORY ${MADE}
                RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${said}\nnpm could not fetch the packages of ${WEB}/package-lock.json, which ${WHY}. Is the npm registry "
                      "within reach? Without it, build without the report's page: cmake -DCOGOV_REPORT=OFF")
endif()
file(TOUCH ${MADE}/packages.stamp)
