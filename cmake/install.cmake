# What is installed: the program with its manual page and completion, scenarios, and the manual. And the Debian package
# of it: docs/install.md.
include(GNUInstallDirs)

# The program writes both pages about itself, so they never say what it does not do.
set(pages ${PROJECT_BINARY_DIR}/pages)
file(MAKE_DIRECTORY ${pages})
add_custom_command(OUTPUT ${pages}/cogov.1 ${pages}/cogov.bash
  COMMAND cogov describe command --format man > ${pages}/cogov.1
  COMMAND cogov describe command --format bash > ${pages}/cogov.bash
  DEPENDS cogov VERBATIM)
add_custom_target(pages ALL DEPENDS ${pages}/cogov.1 ${pages}/cogov.bash)

install(TARGETS cogov RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${pages}/cogov.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/cogov.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME cogov)
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/cogov)
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md README.zh.md CHANGELOG.md CITATION.cff LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

# A package is signed by whoever makes it: the project's name, the address that git knows.
file(STRINGS CITATION.cff authors REGEX "^  - name: ")
string(REGEX REPLACE "^  - name: " "" author "${authors}")
execute_process(COMMAND git config user.email WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE address
  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(NOT address)
  cmake_host_system_information(RESULT host QUERY HOSTNAME)
  set(address root@${host})
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME cogov)
# The program and Python's package are two.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME cogov)
if(COGOV_PYTHON)
  list(APPEND CPACK_COMPONENTS_ALL python)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-cogov)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
  math(EXPR next "${Python3_VERSION_MINOR} + 1")   # a module is of one Python
  set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS "cogov (= ${PROJECT_VERSION}), python3 (>= 3.${Python3_VERSION_MINOR}), python3 (<< 3.${next}), \
python3-numpy, python3-pandas, python3-xarray")
  # What Python compiles is made when the package is installed, and goes with it.
  set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/cmake/python3-cogov/postinst ${PROJECT_SOURCE_DIR}/cmake/python3-cogov/prerm)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_CONTROL_STRICT_PERMISSION ON)
  set(CPACK_DEBIAN_PYTHON_PACKAGE_SUGGESTS "jupyter-notebook, python3-scipy")
  set(CPACK_COMPONENT_PYTHON_DESCRIPTION "cogov in Python: scenarios are run in memory, results are xarray datasets and
pandas tables of the same bytes as those of the program.
.
社区治理模拟程序 cogov 的 Python 接口。")
endif()
set(CPACK_PACKAGE_VENDOR "${author}")
set(CPACK_PACKAGE_CONTACT "${author} <${address}>")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "bash-completion, python3-cogov, python3-xarray, python3-h5netcdf")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of residents' participation in community governance")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "cogov simulates every resident of a town, with age, work, family
and trust in neighbours and institutions, week by week, under each of
several policies, many times over, and says what each policy changes,
for whom and at what cost. It comes with scenarios of Boli County.
.
社区共建共治共享模拟程序：按周模拟县城里的每一位居民，
比较行政减负、增加志愿者、错时服务等措施各有什么效果、
谁受益、要花多少钱。附勃利县的情景。")
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/debian.cmake)   # what Debian wants beyond an installation
include(CPack)
