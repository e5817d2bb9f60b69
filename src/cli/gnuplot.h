#pragma once
/// The gnuplot program, which draws pictures. It runs as a child process of its own, found on the PATH,
/// without a shell and without anybody's start-up files; the script goes to its standard input and the
/// picture comes from its standard output. Used from the main thread only.

#include <optional>
#include <string>

namespace ohmsweep::cli {

/// What the script writes to standard output. Throws Error(failed) where gnuplot is not installed, complains,
/// or draws nothing, and Interrupted after Ctrl-C; the process is gone in every case.
[[nodiscard]] std::string drawn_by_gnuplot(const std::string& script);

/// The code points of every installed font as fontconfig lists them, for with_drawable_letters(); nothing
/// where its program is not there.
[[nodiscard]] std::optional<std::string> letters_of_fonts();

}  // namespace ohmsweep::cli
