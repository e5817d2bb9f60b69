#pragma once
// Each study prints a Markdown table and says whether every figure is within its limit.

namespace ohmsweep::study {

/// How large a study is: all of it, or a part with limits that its smaller numbers allow.
struct Extent {
  int seeds = 200;
  int threads = 2;
};

/// |Z| and phase against the bench's own truth, with noise, hum and load distortion.
bool accuracy(const Extent& extent);
/// What resistors of 0.1 % leave of a calibration: one of them, and four.
bool standards(const Extent& extent);
/// Whether a touched gain of an input, or another drive level, is told for what it is.
bool gains(const Extent& extent);
/// How often the 95 % intervals hold the truth where noise dominates.
bool coverage(const Extent& extent);
/// The ratio's variance over seeds against the bound of docs/method.md, and against what each take states.
bool variance(const Extent& extent);
/// How often lost, repeated or zeroed samples are found, and how often a whole take is blamed for them.
bool faults(const Extent& extent);
/// How well the offset of two clocks is measured, and what it does to an impedance.
bool clocks(const Extent& extent);
/// How near an output's measured impedance comes, and how often its interval holds the truth.
bool outputs(const Extent& extent);
/// Output impedance and ground from a player with a clock of its own, and whether a lossy copy is recognised.
bool players(const Extent& extent);

}  // namespace ohmsweep::study
