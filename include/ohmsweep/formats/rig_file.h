#pragma once
/// The bench as a person describes it: TOML with [interface], [inputs], [reference] and [limits]
/// (docs/file-formats.md). Every key may be left out; calibration/rig.h has what then applies. The reference
/// resistor's tolerance is the half-width of a rectangular distribution (u = a/√3). Thread rule: pure.

#include <optional>
#include <string>

#include "ohmsweep/calibration/rig.h"

namespace ohmsweep {

/// `file_name` is how sentences call the text. Throws Error(usage) with file, line and remedy for bad
/// syntax, an unknown key, a wrong type, unit or range, and one channel used for two things.
[[nodiscard]] Rig read_rig(const std::string& text, const std::string& file_name);

/// The rig as a file with comments that explain its keys. Every rig that a file can state is read back as
/// the same (read_rig); what is not stated is left out, or stands there as a comment.
[[nodiscard]] std::string write_rig(const Rig& rig);

/// The full scales of a rig and their tolerance, nothing else of it.
struct FullScales {
  std::optional<double> input_vrms;
  std::optional<double> source_vrms;
  std::optional<double> dut_vrms;
  std::optional<double> output_vrms;
  std::optional<double> tolerance;
  friend bool operator==(const FullScales&, const FullScales&) = default;
};
[[nodiscard]] FullScales full_scales_of(const Rig& rig);
[[nodiscard]] Rig with_full_scales(Rig rig, const FullScales& scales);

/// The lines that state these under [limits], one for each that is there.
[[nodiscard]] std::string full_scale_lines(const FullScales& scales);

/// A rig file's text with these full scales in place of its own; every other line stays as it is, comments
/// included. One that is no longer stated becomes a comment. Throws what read_rig throws, and Error(failed)
/// with the lines to write by hand where the text states its limits in a way that lines cannot be exchanged
/// in.
[[nodiscard]] std::string replace_full_scales(const std::string& text, const std::string& file_name,
                                              const FullScales& scales);

}  // namespace ohmsweep
