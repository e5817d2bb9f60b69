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
