#pragma once
/// Impedance curves of other programs, both ways: ZMA, REW's text, CSV, Touchstone, and our own JSON
/// (docs/file-formats.md). Thread rule: pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/core/finding.h"
#include "ohmsweep/formats/curve_json.h"
#include "ohmsweep/measurement/impedance_curve.h"

namespace ohmsweep {

enum class ImpedanceFormat { csv, json, zma, rew, touchstone };
/// "csv", "json", "zma", "rew", "touchstone", and back; nothing for any other text.
[[nodiscard]] std::string_view to_string(ImpedanceFormat format);
[[nodiscard]] std::optional<ImpedanceFormat> parse_impedance_format(std::string_view text);

/// A curve as a file states it. Every list has one element for each frequency.
struct ReadImpedance {
  ImpedanceFormat format = ImpedanceFormat::csv;
  std::vector<double> frequency_hz;           ///< strictly ascending, at least two
  std::vector<Complex> impedance_ohm;         ///< magnitude alone, as a real number, where has_phase is false
  bool has_phase = true;                      ///< false: the file has no phase, or only zeros
  std::vector<double> magnitude_u95;          ///< ohm, 95 %; empty: not stated
  std::vector<double> phase_u95_deg;          ///< the same of the phase
  Findings findings;                          ///< frequencies_reordered
  std::vector<std::string> unused_columns{};  ///< names of columns that say nothing of the impedance
  std::optional<CurveDocument> document{};    ///< of our own JSON: all that it holds
};

/// More rows than a curve has.
inline constexpr std::size_t most_impedance_rows = 200'000;

/// Reads text of the format that is stated, else of the one that its content and the file's extension show.
/// Rows that are out of order are sorted, repeated frequencies averaged, both with a finding. `file_name` is
/// how sentences call the text. Throws Error(failed) with file, line and remedy for what is no text, has
/// fewer than two frequencies or more than most_impedance_rows rows, a frequency that is not above zero, a
/// magnitude below zero, or anything that is no finite number.
[[nodiscard]] ReadImpedance read_impedance(const std::string& text, const std::string& file_name,
                                           std::optional<ImpedanceFormat> format = {});

/// Frequency in Hz, |Z| in ohm and phase in degrees, tabs between them, nine significant digits, after
/// comment lines that begin with '*'. `title` is one line.
[[nodiscard]] std::string zma_text(const ImpedanceCurve& curve, const std::string& title);
/// The same as REW exports and imports impedances: "* Freq(Hz) Z(Ohms) Phase(degrees)".
[[nodiscard]] std::string rew_text(const ImpedanceCurve& curve, const std::string& title);
/// Touchstone version 1, one port, "# Hz S RI R 50", seventeen significant digits: scattering parameters,
/// because many readers know no others (scikit-rf among them). Z comes back to nine digits between a milliohm
/// and a megohm. Throws Error(failed) for an impedance of -50 ohm, which has none.
[[nodiscard]] std::string touchstone_text(const ImpedanceCurve& curve, const std::string& title);

/// Our own JSON (curve_json), bit for bit. Throws Error(failed) naming what is missing or wrong.
[[nodiscard]] CurveDocument parse_curve_json(const std::string& text, const std::string& file_name);

}  // namespace ohmsweep
