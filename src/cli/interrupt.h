#pragma once
/// Ctrl-C. Used from the main thread only.

namespace ohmsweep::cli {

/// The person pressed Ctrl-C. Not an Error: nothing went wrong and there is nothing to say.
struct Interrupted {};

/// From now on Ctrl-C makes the next progress report or question throw Interrupted; a second one ends the
/// program at once.
void watch_for_interrupt();
/// Whether an updating line stands on stderr: a second Ctrl-C clears it on its way out.
void note_updating_line(bool drawn);
/// Throws Interrupted if Ctrl-C was pressed.
void check_interrupt();

}  // namespace ohmsweep::cli
