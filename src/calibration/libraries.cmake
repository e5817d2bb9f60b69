find_package(Eigen3 REQUIRED)
target_link_libraries(ohmsweep_calibration PRIVATE Eigen3::Eigen)
