#pragma once
/// What full scale is in volts, from one steady tone and what a multimeter says of it.
///
/// The tone's frequency is where hand-held meters are right, true-rms and average-responding ones alike,
/// where couplings and cables do nothing, and far from every multiple of 50 and 60 Hz. Thread rule: values
/// and pure functions.

#include <optional>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/uncertain.h"
#include "ohmsweep/core/units.h"
#include "ohmsweep/measurement/steady_hearing.h"

namespace ohmsweep {

/// Twenty hertz from the nearest multiple of 50 and of 60 Hz; makers state AC accuracy from 40 or 50 Hz to
/// 400 or 500 Hz.
inline constexpr Hertz volts_tone{220.0};
/// Relative half-width of a reading without a stated tolerance: hand-held meters state 1 % to 1.5 % of the
/// reading and some digits.
inline constexpr double usual_meter_tolerance = 0.02;
/// Full scales that no audio interface has.
inline constexpr Volts least_full_scale{0.05};
inline constexpr Volts most_full_scale{60.0};

/// Vrms of a sine at 0 dBFS.
struct VoltsFound {
  Uncertain source_vrms;
  Uncertain dut_vrms;
  std::optional<Uncertain> output_vrms;  ///< without load but both inputs; where the level is known
  Findings findings;                     ///< mains_lines, input_mismatch
  friend bool operator==(const VoltsFound&, const VoltsFound&) = default;
};

/// `reading`: volts at both inputs. `played`: the tone's peak, where it is known. Throws Error(rejected) for
/// an input that is clipped, hears nothing of the tone or mostly something else, and for a full scale that
/// none has.
[[nodiscard]] VoltsFound volts_from(const SteadyHearing& hearing, const Uncertain& reading,
                                    std::optional<Decibels> played);

/// Throws Error(rejected) for a full scale that no interface has; `what` names it: "the source channel".
void check_full_scale(double vrms, const char* what);

}  // namespace ohmsweep
