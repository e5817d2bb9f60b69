#pragma once
/// One recording of a player's programme, from its passages to ratios and findings: what an interface's take
/// is for an amplifier that has an input. Method: docs/method.md, "A player with a clock of its own". Thread
/// rule: pure; FFT plans are shared behind a lock.

#include <optional>
#include <vector>

#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/measurement/player_checks.h"
#include "ohmsweep/measurement/shared_ground.h"
#include "ohmsweep/signal/player_programme.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

struct PlayerTake {
  /// V_dut / V_ref while both channels sound, over all whole repeats: what output_impedance() takes. Named
  /// and hashed as the recording. Holds the estimator's findings, the clock's apart.
  RatioCurve ratio;
  std::optional<RatioCurve> right_alone;  ///< V_ref / V_dut, of a stereo programme
  std::vector<PassageLevels> levels;      ///< of every passage
  int repeats = 0;                        ///< that the ratios rest on
  Uncertain clock_offset_ppm{};           ///< the player's clock is faster than the recorder's by this
  /// Everything found: the ratio's own, clock_offset, signal_lost (a note: a repeat cut off), dropout,
  /// mono_sum, automatic_gain, level_dependent, ground_unknown, lossy_stimulus, channels_swapped,
  /// missing_cable.
  Findings findings;
};

/// `recording` has the player's left channel, never loaded, as source, and its right channel as dut. Throws
/// as find_passages() does.
[[nodiscard]] PlayerTake analyse_player_take(const Recording& recording, const PlayerProgramme& programme);

/// The ground that both channels share, from takes in any number of either state. Nothing, with the note
/// ground_unknown that names the state, where no take of a state has the right channel alone: the programme
/// is mono, the player plays the sum or a take is blocked. Throws as shared_ground() does.
struct PlayerGround {
  std::optional<SharedGround> ground;
  bool inverted = false;  ///< as GroundEstimate::inverted
  Findings findings;
};
[[nodiscard]] PlayerGround player_ground(const std::vector<PlayerTake>& unloaded,
                                         const std::vector<PlayerTake>& loaded, const Load& load,
                                         const GroundOptions& options = {});

/// Takes of a player with one load.
struct PlayerLoad {
  Load load;
  std::vector<PlayerTake> takes;
  int connections = 1;  ///< that they were made in
};
/// The same without an unloaded take, from two loads.
[[nodiscard]] PlayerGround player_ground(const PlayerLoad& one, const PlayerLoad& other,
                                         const GroundOptions& options = {});

}  // namespace ohmsweep
