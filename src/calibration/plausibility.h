#pragma once
/// Whether every standard can be what it is called. Open, short and one load determine the error terms
/// without any redundancy, so a wrong one would be calibrated in silently; what betrays it is the rig itself,
/// which near mid-band is a divider: m = g Z/(Z + R) with a gain ratio g that is unknown but common to all
/// takes, input loading of 10 kΩ and up, and leads of at most 2 Ω.

#include <vector>

#include "ohmsweep/calibration/calibration.h"

namespace ohmsweep {

/// How far a standard may look from what it is called. Apparent impedances are against the reference resistor
/// and, where there is one, the open.
struct PlausibilityLimits {
  double from_hz = 200.0;  ///< mid-band: no AC coupling, no capacitance
  double to_hz = 2000.0;
  double short_ohm = 2.0;       ///< a short and its leads look like at most this (more than stated)
  double load_relative = 0.10;  ///< a load against the reference, beside what is added below
  double input_ohm = 10e3;      ///< smallest input: adds R/10 kΩ to a load's apparent value
  double pair_relative = 0.03;  ///< a load against another load: gain, loading and reference cancel
  double drift = 0.002;     ///< of the gain between two takes; 1 + Z/R times this in a load's apparent value
  double variation = 0.25;  ///< a load's apparent value over 40 Hz to 10 kHz, nine points in ten
  double passive_ratio = 1.05;   ///< no passive device gives a larger ratio than the open by this factor
  double distinct_gamma = 0.01;  ///< |ΔΓ| of standards that count as different
};

/// Throws Error(rejected) when the ratios fall as the declared impedances rise. A swapped short has an empty
/// source channel, so this is asked before whether the takes are loud enough.
void check_not_swapped(const std::vector<StandardTake>& takes, const CalibrationOptions& options,
                       const PlausibilityLimits& limits = {});

/// Throws Error(rejected), one sentence with the standard, its take, its declared and its apparent value and
/// the remedy, for: fewer than three distinct standards; channels swapped in one take; an open that
/// is not open; a short that is not short; a load that contradicts the reference or another load, or is no
/// resistor.
void check_plausible(const std::vector<StandardTake>& takes, const CalibrationOptions& options,
                     const PlausibilityLimits& limits = {});

}  // namespace ohmsweep
