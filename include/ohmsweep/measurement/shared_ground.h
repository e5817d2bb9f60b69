#pragma once
/// The resistance that both channels of a jack return through, from a passage in which one of them is silent.
///
/// With the right channel loaded by G and alone, its current I = G V_dut lifts the sleeve by I Rg against the
/// amplifier's ground. The silent reference channel, heard against the sleeve, shows -I Rg:
///   Rg = -(V_ref/V_dut, loaded − the same unloaded) · V_dut/V_ref (both channels, unloaded) / G
/// The unloaded passage takes crosstalk off. The last factor stands for the inputs' gains; it also holds the
/// balance of the player's channels, E_R = b E_L, which nothing here can tell from them: balance_u. What
/// comes out is b Rg; the ratio of both channels gives Zt + (1 - b) Rg, so that the sum Zt + Rg does not
/// depend on b. Of a player that inverts one channel b is near -1: a ground below zero and signals of
/// opposite sign tell of it. Without an unloaded take two loads suffice: all that the unloaded one would show
/// is linear in the conductance. Thread rule: pure.

#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/measurement/amplifier.h"
#include "ohmsweep/measurement/output_traits.h"
#include "ohmsweep/signal/ratio.h"

namespace ohmsweep {

/// One take of a player.
struct GroundState {
  RatioCurve both;         ///< V_dut / V_ref, both channels sounding alike
  RatioCurve right_alone;  ///< V_ref / V_dut, the right channel sounding: the swapped ratio
};

struct GroundOptions {
  /// Standard uncertainty of the channels' balance, relative: 0.5 dB at 95 %, what players with a digital
  /// volume keep; a volume knob's two tracks may differ more.
  double balance_u = 0.03;
  double contact_ohm = 0.001;  ///< standard uncertainty of one connection, the sleeve's contact among it
  int connections = 1;         ///< that the loaded takes were made in: takes of one share its contact
};

/// Takes with one load.
struct LoadedGround {
  Load load;
  std::vector<GroundState> takes;
  int connections = 1;  ///< that they were made in
};

/// The ground with what is questionable about it: crosstalk (a warning), where what the reference hears is no
/// resistance; input_mismatch (a note), where the player inverts a channel.
struct GroundEstimate {
  SharedGround ground;
  bool inverted = false;      ///< the player inverts a channel: b is near -1, and the ground's sign corrected
  double inductance_h = 0.0;  ///< of the shared return, where the band shows one
  Findings findings;
};

/// Throws Error(rejected) without a take of either state, for a load that has no resistance above zero, and
/// where the takes share no frequency from 40 Hz to 5 kHz.
[[nodiscard]] GroundEstimate shared_ground(const std::vector<GroundState>& unloaded,
                                           const std::vector<GroundState>& loaded, const Load& load,
                                           const GroundOptions& options = {});

/// Whether two loads are within 5 % of one another, too near for their takes to tell the ground.
[[nodiscard]] bool too_alike(const Load& one, const Load& other);

/// The same from two loads, in any order; their own connections count, not those of `options`. Throws
/// Error(rejected) as above, and for loads that are too_alike().
[[nodiscard]] GroundEstimate shared_ground(const LoadedGround& one, const LoadedGround& other,
                                           const GroundOptions& options = {});

/// The crosstalk of `ground` in dB, of its bound where Rg is known by one only.
[[nodiscard]] double stated_crosstalk_db(const SharedGround& ground);

}  // namespace ohmsweep
