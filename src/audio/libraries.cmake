pkg_check_modules(libcrypto REQUIRED IMPORTED_TARGET libcrypto)
pkg_check_modules(sndfile REQUIRED IMPORTED_TARGET sndfile)
target_link_libraries(ohmsweep_audio PRIVATE PkgConfig::libcrypto PkgConfig::sndfile)
