#pragma once
/// The bench as a person describes it: TOML with [interface], [inputs], [reference] and [limits]
/// (docs/file-formats.md). Every key may be left out; calibration/rig.h has what then applies. The reference
/// resistor's tolerance is the half-width of a rectangular distribution (u = a/√3). Thread rule: pure.

#include <string>

#include "ohmsweep/calibration/rig.h"

namespace ohmsweep {

/// `file_name` is how sentences call the text. Throws Error(usage) with file, line and remedy for bad
/// syntax, an unknown key, a wrong type, unit or range, and one channel used for two things.
[[nodiscard]] Rig read_rig(const std::string& text, const std::string& file_name);

/// The rig as a file with comments that explain its keys. Every rig that a file can state is read back as
/// the same (read_rig); what is not stated is left out, or stands there as a comment.
[[nodiscard]] std::string write_rig(const Rig& rig);

}  // namespace ohmsweep
