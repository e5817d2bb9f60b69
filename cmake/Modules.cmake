# One static library per layer: ohmsweep_module(NAME USES LOWER...) builds src/NAME/*.cpp with the public headers
# in include/ohmsweep/NAME. A module's third-party libraries stand in src/NAME/libraries.cmake, which calls
# target_link_libraries on ohmsweep_NAME; they stay private to it.

add_library(ohmsweep_warnings INTERFACE)
target_compile_options(ohmsweep_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Wpedantic)
if(OHMSWEEP_WERROR)
  target_compile_options(ohmsweep_warnings INTERFACE -Werror)
endif()

find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)

function(ohmsweep_module name)
  cmake_parse_arguments(MODULE "" "" "USES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS
       "${PROJECT_SOURCE_DIR}/src/${name}/*.cpp" "${PROJECT_SOURCE_DIR}/src/${name}/*/*.cpp")
  set(target ohmsweep_${name})
  if(sources)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PRIVATE ohmsweep_warnings fmt::fmt)
    target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}/src")
    set(visibility PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(visibility INTERFACE)
  endif()
  target_include_directories(${target} ${visibility} "${PROJECT_SOURCE_DIR}/include")
  foreach(lower IN LISTS MODULE_USES)
    target_link_libraries(${target} ${visibility} ohmsweep_${lower})
  endforeach()
  include("${PROJECT_SOURCE_DIR}/src/${name}/libraries.cmake" OPTIONAL)
endfunction()
