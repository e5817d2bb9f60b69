pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
find_package(nlohmann_json REQUIRED)
target_link_libraries(ohmsweep_formats PRIVATE PkgConfig::tomlplusplus nlohmann_json::nlohmann_json)

include("${PROJECT_SOURCE_DIR}/cmake/EmbedText.cmake")
ohmsweep_embed_text(ohmsweep_formats "${PROJECT_SOURCE_DIR}/calibration/benches/demo.toml" demo_bench_text)
ohmsweep_embed_text(ohmsweep_formats "${PROJECT_SOURCE_DIR}/calibration/catalog.toml" catalog_text)

# Rigs of common interfaces; the example is a form to be filled in and none of them.
file(GLOB shipped_rigs CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/calibration/rigs/*.toml")
list(FILTER shipped_rigs EXCLUDE REGEX "/example\\.toml$")
ohmsweep_embed_texts(ohmsweep_formats shipped_rig_texts ${shipped_rigs})
