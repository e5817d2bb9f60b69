#pragma once
/// Ctrl-C. Used from the main thread only.

namespace ohmsweep::cli {

/// The person pressed Ctrl-C. Not an Error: nothing went wrong and there is nothing to say.
struct Interrupted {};

/// From now on Ctrl-C makes the next progress report or question throw Interrupted; a second one ends the
/// program at once.
void watch_for_interrupt();
/// Throws Interrupted if Ctrl-C was pressed.
void check_interrupt();

}  // namespace ohmsweep::cli
