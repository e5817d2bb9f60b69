#pragma once
/// A catalogue of published figures: TOML, one [[entry]] each (docs/file-formats.md).
///
///     [[entry]]
///     kind = "source"                  # source, class, headphone, wireless or link
///     name = "Chord Mojo 2"
///     output = "single-ended"          # of a source: single-ended or balanced
///     impedance = "< 1ohm"             # or 0.5ohm, 1ohm to 10ohm, > 10ohm; left out: no figure is known
///     source = "publication and title"
///     date = "2022"
///     verified = false
///     note = "what else there is to say"
///
/// Thread rule: pure.

#include <string>
#include <string_view>
#include <vector>

#include "ohmsweep/rating/published.h"

namespace ohmsweep {

/// "300ohm", "< 1ohm", "> 10ohm", "1ohm to 10ohm", and "below" and "over" for the signs: "below 1ohm to over
/// 3ohm" is open at both ends. Throws Error(usage) with the text and an example, also for a range whose ends
/// are exchanged and for an impedance of zero.
[[nodiscard]] ImpedanceRange parse_impedance_range(std::string_view text);

/// In the order of the file. `file_name` is how sentences call the text. Throws Error(usage) with file, line
/// and remedy for bad syntax, an unknown or missing key, a wrong type, unit or kind, an entry that occurs
/// twice, a source without an output and another entry with one, an impedance of what has none, and an entry
/// of those, or without an impedance, that has no note to say why.
[[nodiscard]] std::vector<PublishedFigure> read_catalog(const std::string& text,
                                                        const std::string& file_name);

/// The one that comes with the program, calibration/catalog.toml.
[[nodiscard]] std::vector<PublishedFigure> shipped_catalog();

/// `more` in place of entries of `base` with the same name and output, and behind them.
[[nodiscard]] std::vector<PublishedFigure> extended_catalog(std::vector<PublishedFigure> base,
                                                            const std::vector<PublishedFigure>& more);

}  // namespace ohmsweep
