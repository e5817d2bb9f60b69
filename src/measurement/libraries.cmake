find_package(Eigen3 REQUIRED)
target_link_libraries(ohmsweep_measurement PRIVATE Eigen3::Eigen)
