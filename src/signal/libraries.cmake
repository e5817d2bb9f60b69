pkg_check_modules(FFTW REQUIRED IMPORTED_TARGET fftw3)
find_package(Eigen3 REQUIRED)
target_link_libraries(ohmsweep_signal PRIVATE PkgConfig::FFTW Eigen3::Eigen)
