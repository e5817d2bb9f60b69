#pragma once
/// An output as a circuit: Zo = R + jωL + 1/(jωC), fitted to its curve.
///
/// Single-supply amplifiers have a capacitor in series with the output, and every output has an inductance,
/// its own or that of the leads to the plane. The model is linear in R, L and 1/C: generalised least squares,
/// in which what is shared by all frequencies (contacts, drift, load values, the input) is a nuisance with
/// its own prior and the rest is noise of each frequency. An element is stated where it stands out of its
/// uncertainty and improves the fit; where the series model does not hold up to the top of the band, as for
/// an inductor with a resistor across it, it is fitted to the low side. Thread rule: pure functions.

#include <functional>
#include <optional>
#include <vector>

#include "ohmsweep/core/covariance.h"
#include "ohmsweep/core/finding.h"
#include "ohmsweep/core/frequency_grid.h"
#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// Independent real-valued causes that move a whole curve: ohm per standard deviation, [cause][frequency].
using SharedCauses = std::vector<std::vector<Complex>>;

/// An impedance whose errors are known by their causes.
struct CorrelatedImpedance {
  FrequencyGrid grid;
  std::vector<Complex> impedance_ohm;
  std::vector<Covariance> alone;  ///< of each frequency for itself, ohm²
  /// The causes as they move a curve of these impedances (ohm, one for each frequency of `grid`); none where
  /// empty. The fit evaluates them at the circuit, never at the measured curve: a tolerance that multiplies
  /// noise makes least squares shrink what it fits (Peelle's puzzle; G. D'Agostini, Nucl. Instrum. Methods
  /// A 346, 306, 1994).
  std::function<SharedCauses(const std::vector<Complex>& impedance_ohm)> causes_at{};
};

/// The circuit and the band in which it describes the curve.
struct FittedOutput {
  OutputModel model;
  Hertz from{};
  Hertz up_to{};
  std::optional<Uncertain> across_ohm{};  ///< a resistance across all of it, as a capacitor's bleeder is
};

/// The circuit that describes the curve from 20 Hz (or its lowest point) to 20 kHz, or as far as it does: up
/// to 1 kHz at least, or from 500 Hz at most (an inductance, never a capacitor). With a capacitor a
/// resistance may lie across the output; it is not in the model's own. Nothing where none does, or where it
/// does only if a shared cause is far off what is known of it.
[[nodiscard]] std::optional<FittedOutput> fit_output_model(const CorrelatedImpedance& output);

/// output_capacitor and output_inductance, notes with value and U95, as they apply.
[[nodiscard]] Findings model_findings(const FittedOutput& fitted);

}  // namespace ohmsweep
