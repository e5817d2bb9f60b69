find_package(Threads REQUIRED)
target_link_libraries(ohmsweep_workflow PRIVATE Threads::Threads)
