#pragma once
/// Curves, pairings, verdicts and a calibration's drift as pictures: the text of a gnuplot 5 script that
/// writes one SVG or PNG to its standard output. Names are text in it and never code; the same values give
/// the same bytes. Frequencies run from 20 Hz to 20 kHz on a logarithmic axis; what lies outside is left out.
/// Lines differ in dash pattern as well as in colour. Every picture has a title, a legend, and a footer with
/// the program's name and the day of the measurement. Thread rule: pure functions.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/calibration/calibration_drift.h"
#include "ohmsweep/measurement/impedance_curve.h"
#include "ohmsweep/rating/pairing.h"

namespace ohmsweep {

enum class PictureFormat { svg, png };

/// Pixels.
struct PictureSize {
  int width = 1200;
  int height = 675;
};

struct PictureSheet {
  PictureFormat format = PictureFormat::png;
  PictureSize size{};
};

/// So many lines can be told from one another.
inline constexpr std::size_t most_picture_lines = 24;

/// A curve with whose it is and when it was measured (ISO 8601, of which the day is shown; may be empty).
struct PicturedCurve {
  std::string name;  ///< headphone or amplifier
  std::string part;  ///< channel or output
  ImpedanceCurve curve;
  std::string measured_at;
};

/// Magnitude above phase, each with its 95 % band, for the channels of one headphone or an output or two.
/// Where an output is known by a bound only, the bound is drawn with what lies below it shaded, and it has no
/// phase. Where nothing is known of the uncertainty there is no band, and the legend says so.
[[nodiscard]] std::string impedance_picture(const std::vector<PicturedCurve>& curves,
                                            const std::string& title, const PictureSheet& sheet);

/// Magnitudes of many on one logarithmic axis, bands and bounds as above; up to most_picture_lines.
[[nodiscard]] std::string overlay_picture(const std::vector<PicturedCurve>& curves, const std::string& title,
                                          const PictureSheet& sheet);

/// Two curves that are paired.
struct PicturedPairing {
  PicturedCurve headphone;
  PicturedCurve output;
};

/// D(f) of response() relative to 1 kHz, dB, a line for each with its 95 % band; where nothing is known of
/// the uncertainty there is no band, and the legend says so. Where the output is known by a bound only, the
/// range of all passive outputs within it is shaded in place of the line. Up to most_picture_lines. Throws
/// Error(failed) naming the pairing whose curves do not both cover 1 kHz.
[[nodiscard]] std::string deviation_picture(const std::vector<PicturedPairing>& pairings,
                                            const PictureSheet& sheet);

/// Headphones down, outputs across; each cell has a colour and a letter, P, F, U or - (pass, fail, undecided,
/// no verdict), and the worst ratio. Of a headphone's channels the one that does worst counts. `measured`:
/// "2025-01-31", or from and to; may be empty.
[[nodiscard]] std::string matrix_picture(const std::vector<RatedPairing>& pairings,
                                         const std::string& measured, const PictureSheet& sheet);
/// What a matrix of these takes to be legible, never less than the usual size.
[[nodiscard]] PictureSize matrix_size(const std::vector<RatedPairing>& pairings);

/// Which versions of a calibration are compared.
struct PicturedVersions {
  std::string calibration;
  int from = 1;
  int to = 2;
  std::string measured_at;  ///< of the newer one
};

/// For each of drift_devices_ohm its change in percent, and shaded what both versions allow.
[[nodiscard]] std::string drift_picture(const CalibrationDrift& drift, const PicturedVersions& versions,
                                        const PictureSheet& sheet);

/// The script with "□" in place of every character that no font has: gnuplot's PNGs would have a mark over
/// the whole picture there. `charsets` lists the fonts' code points, "20-7e a0-377 37a" in hexadecimal with
/// spaces or line breaks between; without it the letters of Latin, Greek and Cyrillic are taken to be there.
[[nodiscard]] std::string with_drawable_letters(const std::string& script,
                                                const std::optional<std::string>& charsets);

/// "2025-01-31" or "2025-01-31 to 2025-02-03", of ISO 8601 times; empty where none is known.
[[nodiscard]] std::string days_text(const std::vector<std::string>& times);

}  // namespace ohmsweep
