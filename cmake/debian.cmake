# Run by CPack over the files of a package before they are packed. Debian wants manual pages packed, a changelog in its
# own form, and the licence named, since every Debian has its text.
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} upper)
  set(name ${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component}/usr/share)
  set(doc ${share}/doc/${name})
  string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)   # of SOURCE_DATE_EPOCH where it is set
  string(TIMESTAMP year "%Y" UTC)
  file(WRITE ${doc}/changelog "${name} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * CHANGELOG.md of cogov says what is new.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")
  file(WRITE ${doc}/copyright "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ${CPACK_PACKAGE_NAME}

Files: *
Copyright: ${year} ${CPACK_PACKAGE_VENDOR}
License: Apache-2.0
 On Debian systems the whole text of the licence is in
 /usr/share/common-licenses/Apache-2.0.
")
  file(REMOVE ${doc}/LICENSE)
  file(GLOB man ${share}/man/man1/*.1)
  execute_process(COMMAND gzip -9 -n ${doc}/changelog ${man} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
