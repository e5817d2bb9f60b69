#pragma once
/// A curve of another program, from its file's text into the library.

#include <optional>
#include <string>

#include "ohmsweep/formats/impedance_file.h"
#include "ohmsweep/workflow/measure.h"

namespace ohmsweep {

struct ImportRequest {
  CurveKind kind = CurveKind::headphone;
  std::string name;
  std::string part;       ///< channel or output
  std::string text;       ///< of the file
  std::string file_name;  ///< as sentences and the library call it
  std::optional<ImpedanceFormat> format{};
  std::optional<double> relative_u95{};  ///< of |Z|, above zero; nothing: as the file states it, else unknown
  std::string mounting{};
  std::string recorded_at;  ///< ISO 8601, UTC; of our own JSON the file's comes first
  std::string software;
};

/// The curve that the text states, not stored. Without phase it is given that of minimum phase (warning
/// phase_reconstructed), without uncertainty a covariance of zero (warning uncertainty_unknown). Throws what
/// read_impedance() throws, and Error(failed) where a magnitude is zero and the phase has to be
/// reconstructed.
[[nodiscard]] DerivedCurve derive_imported(const ImportRequest& request);

/// Stores it as a new version. Throws Error(usage) for a name or part that check_name refuses.
[[nodiscard]] MeasuredCurve import_curve(Library& library, const ImportRequest& request);

}  // namespace ohmsweep
