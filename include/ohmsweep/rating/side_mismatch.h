#pragma once
/// Left against right: how far the two sides of a headphone differ, with an interval from which the
/// calibration's common part is gone. Thread rule: pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

enum class SideVerdict { matched, mismatched, undecided };
[[nodiscard]] std::string_view to_string(SideVerdict verdict);

/// One frequency. Signs are left minus right. The dB are those of the impedance, 20 lg(|Zl|/|Zr|): the
/// voltages on both sides differ by as much where a current source drives them, and not at all where a
/// voltage source does (Zo = 0), which then sends that many dB more current into the smaller one.
struct SidePoint {
  double hz = 0.0;
  double difference_ohm = 0.0;  ///< |Zl| - |Zr|
  double difference_ohm_u95 = 0.0;
  double difference_db = 0.0;
  double difference_db_u95 = 0.0;
};

struct SideMismatch {
  std::vector<SidePoint> points;  ///< of the coarser grid between 20 Hz and 20 kHz, where both have values
  double limit = 0.05;            ///< relative
  /// Largest of |Zl|/|Zr| - 1 or |Zr|/|Zl| - 1, whichever is above zero, and its 95 % interval. It holds for
  /// the largest of many noisy points, not for one of them.
  double largest = 0.0;
  double largest_hz = 0.0;
  double lower95 = 0.0;
  double upper95 = 0.0;
  /// matched exactly when upper95 <= limit, mismatched when lower95 > limit (and both sides were worn alike).
  /// Nothing where a blocking finding of either side suppresses it, or where one side alone is uncalibrated.
  std::optional<SideVerdict> verdict;
  Findings findings;  ///< of both sides, prefixed "left: " and "right: ", then those of the comparison
  std::size_t of_the_sides = 0;  ///< how many of them are the sides' own
};

/// `one_calibration`: both sides were corrected with the same one, or measured on one rig without any. What
/// that gives to both alike then cancels but for a share as large as the two differ, in size or phase: it
/// acts on like impedances alike. Else it is counted twice, as if independent. `limit` is above zero. Throws
/// Error(failed) where the two share no point between 20 Hz and 20 kHz.
[[nodiscard]] SideMismatch compare_sides(const ImpedanceCurve& left, const ImpedanceCurve& right,
                                         bool one_calibration, double limit = 0.05);

/// The same of sides that were worn differently while they were measured: with the finding other_mounting,
/// and undecided where it was mismatched, for the difference may be that of the mounting. A match remains
/// one: what is worn differently differs more.
[[nodiscard]] SideMismatch worn_differently(SideMismatch mismatch, const std::string& detail);

}  // namespace ohmsweep
