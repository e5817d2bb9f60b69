#pragma once
/// A collection as one self-contained HTML page: matrix of pairings, curves, calibrations. It needs no
/// network and asks for none; its own script draws what a reader opens. Thread rule: pure.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration.h"
#include "ohmsweep/calibration/calibration_drift.h"
#include "ohmsweep/measurement/headphone_facts.h"
#include "ohmsweep/measurement/output_level.h"
#include "ohmsweep/measurement/output_traits.h"
#include "ohmsweep/rating/advice.h"
#include "ohmsweep/rating/loudness.h"
#include "ohmsweep/rating/pairing.h"
#include "ohmsweep/rating/rule_verdicts.h"
#include "ohmsweep/rating/side_mismatch.h"

namespace ohmsweep {

/// A stored curve with what a reader wants to know of its origin; texts are empty where not known.
struct ReportedCurve {
  std::string part;  ///< channel or output
  int version = 1;
  std::string recorded_at;  ///< ISO 8601, UTC
  std::string device;       ///< what recorded it, or the file that it was imported from
  std::string calibration;  ///< "NAME@VERSION"
  std::string mounting;     ///< how a headphone was worn
  ImpedanceCurve curve;     ///< at least one point
  /// Of a headphone's channel, by each rule; empty where its curve has nothing within the rated band.
  std::vector<AllowedOutput> allowed{};
  std::optional<Loudness> needs{};  ///< of a headphone's channel alone: what the peak level asks for
};

struct ReportedHeadphone {
  std::string name;
  std::vector<ReportedCurve> channels;  ///< at least one
  std::optional<SideMismatch> sides{};  ///< where both are there
  std::optional<HeadphoneFacts> facts{};
};

struct ReportedOutput {
  std::string name;  ///< of the amplifier
  ReportedCurve output;
  OutputTraits traits{};
  std::vector<OutputLevel> levels{};  ///< one for each gain setting
};

/// A check standard measured against its stated value.
struct ReportedCheck {
  std::string standard;
  std::string recorded_at;  ///< ISO 8601, UTC
  bool agrees = false;
  double deviation = 0.0;  ///< of |Z| where it is largest, a fraction
  double deviation_hz = 0.0;
  double normalised_error = 0.0;  ///< 1 is the edge of agreement
};

struct ReportedVersion {
  int version = 1;
  std::string recorded_at;  ///< ISO 8601, UTC
  std::string device;
  std::optional<double> temperature_c{};
  std::optional<CalibrationDrift> drift{};  ///< from the version before
  std::vector<ReportedCheck> checks{};
};

struct ReportedCalibration {
  std::string name;
  std::vector<ReportedVersion> versions;  ///< ascending, at least one
  Calibration newest;                     ///< of the last of them, for the uncertainty budget
};

/// What is said of a pairing beside its verdict.
struct ReportedPairing {
  std::vector<RuleVerdict> verdicts{};  ///< by every rule on every basis, rule by rule
  std::optional<DecidingMeasurement> deciding{};
  std::vector<Loudness> loudness{};  ///< at each of the output's gain settings; one where none was measured
};

/// Something of the library that no pairing has, for want of a curve.
struct UnpairedThing {
  std::string name;      ///< of a headphone that is only described, or of an amplifier
  std::string output{};  ///< of the amplifier, whose level is all that was measured; empty: a headphone
};

struct ReportContent {
  std::string software;  ///< "ohmsweep 0.1.0"
  Rule rule{};
  std::vector<double> further_ratios{};  ///< of further rules, over the same band
  LoudnessSettings loudness{};
  std::vector<ReportedHeadphone> headphones;
  std::vector<ReportedOutput> outputs;
  /// Every channel of every headphone against every output, in their order; empty where either is.
  std::vector<Pairing> pairings;
  /// In the same order; empty where nothing is told beside the verdicts.
  std::vector<ReportedPairing> told{};
  std::vector<ReportedCalibration> calibrations;
  std::vector<UnpairedThing> unpaired{};
};

/// UTF-8, the same bytes for the same content. Curves are held between 20 Hz and 20 kHz, |Z| to five digits.
/// Names and sentences reach the page as data alone, whatever they contain. Throws Error(failed) where
/// `pairings` or `told` has another size than the headphones and outputs give.
[[nodiscard]] std::string html_report(const ReportContent& content);

}  // namespace ohmsweep
