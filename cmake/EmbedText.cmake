# ohmsweep_embed_text(TARGET FILE FUNCTION): builds `std::string_view ohmsweep::FUNCTION()`, which returns the text of
# FILE, into TARGET. As a script (cmake -P) it writes that source; the build runs it whenever FILE changes.

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${TEXT_FILE}" text)
  file(WRITE "${SOURCE_FILE}"
       "#include <string_view>\n\nnamespace ohmsweep {\n\nstd::string_view ${FUNCTION}();\n\n"
       "std::string_view ${FUNCTION}() {\n  return R\"embedded(${text})embedded\";\n}\n\n}  // namespace ohmsweep\n")
  return()
endif()

function(ohmsweep_embed_text target file function)
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embedded/${function}.cpp")
  add_custom_command(
    OUTPUT "${source}"
    COMMAND "${CMAKE_COMMAND}" -D "TEXT_FILE=${file}" -D "SOURCE_FILE=${source}" -D "FUNCTION=${function}"
            -P "${PROJECT_SOURCE_DIR}/cmake/EmbedText.cmake"
    DEPENDS "${file}" "${PROJECT_SOURCE_DIR}/cmake/EmbedText.cmake"
    VERBATIM)
  target_sources(${target} PRIVATE "${source}")
endfunction()

# ohmsweep_embed_texts(TARGET FUNCTION FILE...): the same for several files, as `std::vector<std::pair<std::string_view,
# std::string_view>> ohmsweep::FUNCTION()`: the files' names without extension and their texts, in the order given.
function(ohmsweep_embed_texts target function)
  set(declarations "")
  set(rows "")
  foreach(file IN LISTS ARGN)
    get_filename_component(name "${file}" NAME_WLE)
    string(MAKE_C_IDENTIFIER "${function}_${name}" text_function)
    ohmsweep_embed_text(${target} "${file}" ${text_function})
    string(APPEND declarations "std::string_view ${text_function}();\n")
    string(APPEND rows "          {\"${name}\", ${text_function}()},\n")
  endforeach()
  set(source "${CMAKE_CURRENT_BINARY_DIR}/embedded/${function}.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT
"#include <string_view>
#include <utility>
#include <vector>

namespace ohmsweep {

@declarations@std::vector<std::pair<std::string_view, std::string_view>> @function@();

std::vector<std::pair<std::string_view, std::string_view>> @function@() {
  return {
@rows@  };
}

}  // namespace ohmsweep
")
  target_sources(${target} PRIVATE "${source}")
endfunction()
