#pragma once
/// The virtual bench as a TOML file (docs/file-formats.md has every key).
/// Thread rule: pure functions; read_bench() reads one file.

#include <filesystem>
#include <string>
#include <string_view>

#include "ohmsweep/circuit/bench.h"

namespace ohmsweep {

/// Every key is optional; what is not written is ideal. Throws Error(usage) with the file's name, the line
/// and the remedy for an unknown key, a wrong unit, a circuit that is not connected or a name given twice.
[[nodiscard]] Bench parse_bench(std::string_view text, const std::string& file_name);

/// The same from a file. Throws Error(failed) also when it cannot be read.
[[nodiscard]] Bench read_bench(const std::filesystem::path& file);

/// The bench of `ohmsweep demo`, as shipped in calibration/benches/demo.toml and built into the program.
[[nodiscard]] std::string_view demo_bench_text();

}  // namespace ohmsweep
