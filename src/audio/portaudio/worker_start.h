#pragma once
// What the program and the worker agree on before there is any shared memory.

#include <string_view>

namespace ohmsweep::sound {

/// The one argument that makes a program a worker.
constexpr std::string_view worker_flag = "--sound-worker";
/// Where the worker finds its shared memory.
constexpr int worker_descriptor = 3;

}  // namespace ohmsweep::sound
