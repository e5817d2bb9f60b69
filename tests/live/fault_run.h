#pragma once
/// The product measuring live while something breaks, and what a person sees of it.

#include <ostream>
#include <string>
#include <vector>

#include "live/sound_world.h"

namespace ohmsweep::live {

enum class Fault {
  none,
  stalled_callback,   ///< for a quarter of a second
  dropped_period,     ///< without a flag
  server_stopped_1s,  ///< SIGSTOP, then SIGCONT
  server_stopped,     ///< SIGSTOP for good
  server_killed,
  interface_killed,
  inputs_zeroed,  ///< by a server whose device is gone
  dongle_gone,    ///< that the sound is played on; the interface stays
};

[[nodiscard]] std::string name_of(Fault fault);

/// Of one run of `measure headphone`.
struct FaultPlan {
  Fault fault = Fault::none;
  std::string device = "JACK: VirtualInterface";  ///< "JACK: Dongle": it plays, VirtualInterface records
  double after_s = 0.0;                           ///< from the program's start
  double sweep_s = 1.0;
};

void PrintTo(const FaultPlan& plan, std::ostream* out);

struct FaultOutcome {
  int exit_code = -1;
  std::string said;           ///< stderr
  double answer_s = 0.0;      ///< from the fault to the prompt
  double total_s = 0.0;       ///< from the program's start to its end
  bool stored = false;        ///< a curve is in the library
  bool half_stored = false;   ///< the library does not open, or holds something else
  bool outputs_held = false;  ///< something that was left behind holds the terminal
  std::vector<std::string> strays;
};

/// In a world of its own.
[[nodiscard]] FaultOutcome run_fault(const FaultPlan& plan);

/// What is wrong with the outcome; empty where it is as it has to be: an answer within 3 s of the fault, a
/// sentence and exit code 1 with nothing stored, or a whole take with exit code 0.
[[nodiscard]] std::vector<std::string> complaints(const FaultPlan& plan, const FaultOutcome& outcome);

}  // namespace ohmsweep::live
