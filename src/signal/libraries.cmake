pkg_check_modules(FFTW REQUIRED IMPORTED_TARGET fftw3)
    target_link_libraries(ohmsweep_signal PRIVATE PkgConfig::FFTW)
