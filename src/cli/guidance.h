#pragma once
/// The person at the bench on the terminal: prompts with drawings, verdicts, and what is safe when it ends
/// early.

#include <string>
#include <vector>

#include "cli/command.h"
#include "ohmsweep/calibration/standard.h"
#include "ohmsweep/measurement/output_safety.h"
#include "ohmsweep/workflow/session.h"

namespace ohmsweep::cli {

/// --guided.
[[nodiscard]] OptionSpec guided_option();

/// How an amplifier's output is connected.
struct OutputConnection {
  OutputWiring wiring = OutputWiring::looped;
  OutputGround ground = OutputGround::grounded;
};

/// Asks and tells on the invocation's terminal. `kit` holds the standards that a state may name; `output` is
/// how an amplifier is connected, where one is measured. Before the first sound it warns; with --yes it asks
/// nothing and keeps every take.
[[nodiscard]] Guide guide_on(const Invocation& invocation, const Rig& rig, const std::vector<Standard>& kit,
                             const ExponentialSweep& sweep, const OutputConnection& output = {});

/// Two to four short lines: peaks, signal-to-noise ratios, distortion, mains, and the verdict.
[[nodiscard]] std::string verdict_text(const std::string& name, const TakeVerdict& verdict);

/// What is kept, and the whole command that goes on from there, for a shell: as given, without the options
/// named in `replaced`, and with the takes.
[[nodiscard]] std::string kept_takes_sentence(const Arguments& arguments, const KeptTakes& takes,
                                              const std::vector<std::string>& replaced = {});

/// What says which takes there are to be; the takes of a sitting stand in place of all of it.
[[nodiscard]] std::vector<std::string> options_that_state_takes();

/// Runs the work; where it ends early with takes of this sitting kept, says which and how to go on, and lets
/// the exception through.
template <typename Work>
auto keeping_takes(const Invocation& invocation, Session& session, const Work& work) {
  const std::size_t given = session.takes.kept.size();
  try {
    return work();
  } catch (...) {
    if (session.takes.kept.size() > given) {
      invocation.terminal.complain(
          kept_takes_sentence(invocation.arguments, session.takes, options_that_state_takes()));
    }
    throw;
  }
}

}  // namespace ohmsweep::cli
