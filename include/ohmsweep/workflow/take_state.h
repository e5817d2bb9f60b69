#pragma once
/// The STATE of a take, as written on the command line: "open", "100ohm+-0.1%", "33ohm+-0.1%/0.25W@-24dBFS",
/// "left", "headphone:NAME.left", or the name of a standard in the kit. Thread rule: pure functions, except
/// where a Library is passed. Every function throws Error(usage) with the text and what it should be.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/calibration/standard.h"
#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/library/library.h"
#include "ohmsweep/measurement/amplifier.h"

namespace ohmsweep {

/// Half-width that a resistance without a stated tolerance is given: that of a common metal-film part.
inline constexpr double unstated_tolerance = 0.01;

/// A resistor as stated for one take.
struct StatedResistor {
  std::string state;  ///< without tolerance and power, "33ohm": what the device is asked for
  Uncertain resistance_ohm;
  bool tolerance_stated = false;  ///< false: unstated_tolerance was taken
  std::optional<double> power_w;  ///< "/0.25W"
};

/// "33ohm[+-TOLERANCE][/POWER]", more than 0 ohm. The tolerance is a rectangular half-width.
[[nodiscard]] StatedResistor parse_resistor(std::string_view text);

/// A standard and the state that the device is asked for.
struct StandardState {
  std::string state;
  Standard standard;
  bool tolerance_stated = true;
};

/// A kit's standard of this name, else "open", "short" or a resistance.
[[nodiscard]] StandardState parse_standard_state(std::string_view text, const std::vector<Standard>& kit);

/// What the device is asked for: the state without tolerance, power and level, a kit's name and everything
/// else as it is.
[[nodiscard]] std::string device_state(std::string_view stated, const std::vector<Standard>& kit = {});

/// "left" or "right".
[[nodiscard]] std::string parse_channel(std::string_view text);

/// "headphone:NAME.left"; names may contain dots.
struct HeadphoneChannel {
  std::string name;
  std::string channel;
};
[[nodiscard]] HeadphoneChannel parse_headphone_load(std::string_view text);

/// A state and the level that it is played at where one is stated: "33ohm@-24dBFS".
struct LevelledState {
  std::string_view state;  ///< without the level; a view into the text that was given
  std::optional<Decibels> level;
};
[[nodiscard]] LevelledState split_level(std::string_view text);

/// An amplifier's load and the state that the device is asked for; no load means unloaded.
struct OutputState {
  std::string state;
  std::optional<Load> load;
  bool tolerance_stated = true;
  std::optional<double> power_w{};    ///< what the load is rated for, "/0.25W"
  std::optional<Decibels> level{};    ///< "@-24dBFS"; nothing: the stimulus's own
  std::optional<int> load_version{};  ///< of a headphone load's curve
};

/// Which version of their curves headphone loads have, by "headphone:NAME.left"; one that is missing has the
/// current one.
using LoadVersions = std::map<std::string, int>;

/// The most that a load of an output may have, ohm: above it nothing is to be seen of an output's impedance.
inline constexpr double largest_output_load_ohm = 100e3;

/// "unloaded", a resistor, or a headphone channel whose current curve the library holds, with the power that
/// it stands ("headphone:HD600.left/50mW") or without, each with "@LEVEL" or without; "common" where
/// `balanced`: both inputs on the hot contact, unloaded.
[[nodiscard]] OutputState parse_output_state(std::string_view text, const Library& library,
                                             bool balanced = false, const LoadVersions& versions = {});
inline constexpr std::string_view common_state = "common";

/// The usual sequence of an output: `rounds` times unloaded, every load, every load in turn back, unloaded,
/// so that linear drift cancels. `loads` as stated, at least one; rounds at least 1.
[[nodiscard]] std::vector<std::string> output_sequence(const std::vector<std::string>& loads, int rounds);

/// One --take: a state, and the file that holds it where there is one.
struct TakeArgument {
  std::string state;
  std::string file;  ///< empty: the state is to be recorded
};

/// "STATE=FILE" or "STATE". The first "=" divides, but a headphone load reaches to its channel.
[[nodiscard]] TakeArgument parse_take_argument(std::string_view text);

/// Each state to be recorded as often as an average of `average` takes needs; takes from files that stand
/// right before it in the same state count. ULLU with an average of 2 becomes UU LL LL UU.
[[nodiscard]] std::vector<TakeArgument> with_repeats(const std::vector<TakeArgument>& takes, int average);

}  // namespace ohmsweep
