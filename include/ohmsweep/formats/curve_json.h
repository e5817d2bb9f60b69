#pragma once
/// One stored curve as JSON: everything that is known about it. Thread rule: pure.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/measurement/output_traits.h"

namespace ohmsweep {

/// One take that the curve was derived from.
struct DocumentTake {
  std::string state;
  std::string name;
  std::string sha256;
};

/// The curve and where it came from. Empty texts are left out of the JSON.
struct CurveDocument {
  std::string kind;  ///< "headphone" or "amplifier"
  std::string name;
  std::string part;  ///< "channel" of a headphone, "output" of an amplifier
  int version = 1;
  ImpedanceCurve curve;
  std::vector<DocumentTake> takes;
  std::string stimulus;         ///< to_metadata() of its sweep
  std::string stimulus_sha256;  ///< of its samples
  std::string rig;              ///< the rig file's text
  std::string device;
  std::string calibration;  ///< "NAME@VERSION"
  std::string software;
  std::string recorded_at;                ///< ISO 8601, UTC
  OutputTraits traits{};                  ///< of an output
  std::string kit{};                      ///< the text of the kit file
  std::string request{};                  ///< what else a recomputation needs, a JSON object as text
  std::string mounting{};                 ///< how a headphone was worn
  std::string imported_from{};            ///< the file that the curve was read from
  std::optional<double> temperature_c{};  ///< of the air at the bench, °C
};

/// UTF-8, indented by two, keys in a fixed order, numbers that read back bit for bit; every number's key ends
/// in its unit. A number that is not finite is null; bytes that are not UTF-8 become U+FFFD. All points of
/// the curve's grid are written, each with its 2x2 covariance of (Re, Im) and the part of it that the
/// calibration gives to every device alike. Of an amplifier also contact, drift, model, shared ground, clock
/// and legs, with the keys of 'show --json' (docs/file-formats.md). docs/curve.schema.json is its schema, and
/// parse_curve_json reads it back.
[[nodiscard]] std::string curve_json(const CurveDocument& document);

}  // namespace ohmsweep
