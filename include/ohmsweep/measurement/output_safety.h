#pragma once
/// What must be settled before a load or an input is put on an output: which of its contacts may meet the
/// interface's ground, and what power the load will see. Thread rule: values and pure functions.
///
/// A sine is the worst that a log sweep does to a resistor: P = V²/R with V the unloaded rms voltage, since a
/// load only lowers it.

#include <optional>
#include <string>
#include <string_view>

#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// What an output's sleeve or cold contact is.
enum class OutputGround {
  grounded,  ///< the sleeve is the amplifier's ground
  balanced,  ///< a cold leg is driven against the hot one; bridged outputs too
  active     ///< a sleeve that an amplifier of its own drives (virtual ground)
};
/// "grounded", "balanced", "active". The inverse throws Error(usage) naming all of them.
[[nodiscard]] std::string_view to_string(OutputGround ground);
[[nodiscard]] OutputGround output_ground_from(std::string_view text);

/// The multimeter between the sleeve, or the cold contact, and the shell of the interface's input, with the
/// amplifier on and nothing else connected.
struct SleeveCheck {
  double dc_v = 0.0;            ///< either sign
  double resistance_ohm = 0.0;  ///< measured with the amplifier off
};

/// The DC there has to be less, volts, and the least resistance, ohm: below it something else already joins
/// the driven contact to the interface's ground.
inline constexpr double most_sleeve_dc_v = 0.020;
inline constexpr double least_sleeve_ohm = 10.0;

/// Whether this output may be wired so. `floating_inputs`: the interface's inputs are differential and their
/// cold contacts are not ground (rig key `differential`). Throws Error(usage) with what to do where it must
/// not be: a balanced output in any wiring but the balanced one, a grounded one in that, a driven contact
/// without floating inputs.
void check_wiring(OutputGround ground, OutputWiring wiring, bool floating_inputs);
/// Throws Error(rejected) where the multimeter shows that a driven contact must not be connected.
void check_sleeve(OutputGround ground, const SleeveCheck& check);

/// Full scale of an input of which nothing is known: +24 dBu, more than common interfaces take, so that a
/// power is rather stated too large.
inline constexpr double unknown_full_scale_vrms = 12.3;

/// The ends of an interval that from_tolerance() was given: what to reckon with where a part is at stake. The
/// lower one stays above 0 for a value above 0.
[[nodiscard]] double upper_end(const Uncertain& value);
[[nodiscard]] double lower_end(const Uncertain& value);

/// One load before it goes on.
struct LoadPower {
  double unloaded_vrms = 0.0;     ///< the most that it may be, within the full scale's tolerance
  double load_ohm = 0.0;          ///< the least that it may be, more than 0
  std::optional<double> rated_w;  ///< as stated after the "/"
  bool full_scale_known = false;  ///< false: unloaded_vrms is an upper bound
  /// What a load of its kind is taken for where no rating is stated; nothing: for anything.
  std::optional<double> unstated_w{};
  /// Its unstated rating binds also where unloaded_vrms is only an upper bound.
  bool delicate = false;
  /// The number of the input that shows unloaded_vrms where it is not the output's own: channels may have
  /// been exchanged, and the larger voltage counts. 0: the output's own input.
  int shown_by_input = 0;
  [[nodiscard]] double power_w() const { return unloaded_vrms * unloaded_vrms / load_ohm; }
};

/// Whether a rating has to be stated before the load may go on: none is, and the power is more than an
/// unrated one is taken for. A bound that rests on unknown_full_scale_vrms asks for none unless the load is
/// delicate.
[[nodiscard]] bool needs_rating(const LoadPower& power);

/// "33ohm will take at most 12 mW of its 250 mW (at most 630 mV unloaded)." Where no rating is stated and the
/// power is more than an unrated load is taken for, it says so.
[[nodiscard]] std::string power_sentence(const std::string& load, const LoadPower& power);
/// Throws Error(rejected) where the rated power would be exceeded or needs_rating(), with the level to play
/// in place of `level_dbfs` and the rating to state.
void check_power(const std::string& load, const LoadPower& power, double level_dbfs);

/// Throws Error(rejected) where a quiet probe with the load on shows that the volume went up after `foretold`
/// was found without it: the full level would give it `loaded_vrms`, which is clearly more than unloaded, or
/// too much power. A load only lowers a voltage.
void check_loaded_voltage(const std::string& load, const LoadPower& foretold, double loaded_vrms);

/// Throws Error(rejected) where a peak found at a low level would leave the input at the full one:
/// `predicted_dbfs` is what `level_dbfs` would give, `input` the input's number.
void check_input_peak(double predicted_dbfs, double level_dbfs, int input);

}  // namespace ohmsweep
