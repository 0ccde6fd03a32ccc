# Manual pages: docs/commands/<command>.md becomes man1/bedside-<command>.1 (docs/commands/bedside.md,
# if there is one, bedside.1). Needs lowdown; without it there are no manual pages and the build says so.
function(bedside_man)
  find_program(LOWDOWN lowdown)
  if(NOT LOWDOWN)
    message(STATUS "lowdown is not installed: no manual pages")
    return()
  endif()
  file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/commands/*.md)
  set(outputs "")
  foreach(page ${pages})
    get_filename_component(command ${page} NAME_WE)
    if(command STREQUAL "bedside")
      set(name bedside)
    elseif(command STREQUAL "README")
      continue()
    else()
      set(name bedside-${command})
    endif()
    set(output ${PROJECT_BINARY_DIR}/man/${name}.1)
    add_custom_command(
      OUTPUT ${output}
      COMMAND ${CMAKE_COMMAND} -DINPUT=${page} -DOUTPUT=${PROJECT_BINARY_DIR}/man/${name}.md -DNAME=${name} -P
              ${PROJECT_SOURCE_DIR}/cmake/man_page.cmake
      COMMAND ${LOWDOWN} -s -Tman -m "title: ${name}" -m "section: 1" -m "source: bedside ${PROJECT_VERSION}"
              -m "volume: bedside" -o ${output} ${PROJECT_BINARY_DIR}/man/${name}.md
      DEPENDS ${page} ${PROJECT_SOURCE_DIR}/cmake/man_page.cmake
      VERBATIM)
    list(APPEND outputs ${output})
  endforeach()
  add_custom_target(man ALL DEPENDS ${outputs})
  if(outputs)
    install(FILES ${outputs} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  endif()
endfunction()
