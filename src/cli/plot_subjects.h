#pragma once
/// What 'plot' draws: from the library's results to the script of a picture.

#include <optional>
#include <string>
#include <vector>

#include "ohmsweep/library/library.h"
#include "ohmsweep/report/picture.h"

namespace ohmsweep::cli {

struct PlotRequest {
  std::string subject;  ///< "headphone", "amplifier", "pairing", "matrix", "calibration"
  std::vector<std::string> names{};
  std::optional<std::string> headphone{};
  std::optional<std::string> channel{};
  std::optional<std::string> amplifier{};
  std::optional<std::string> output{};
  std::optional<std::string> rule{};
  PictureFormat format = PictureFormat::png;
  std::optional<PictureSize> size{};
};

struct PlotScript {
  std::string text;
  PictureSize size;
  std::string what;  ///< "2 curves", for a sentence
};

/// Throws Error(usage) for a subject or an option that does not fit, more lines than one picture tells apart,
/// and a number of names that the subject does not take; Error(failed) for what the library does not hold.
[[nodiscard]] PlotScript plot_script(const Library& library, const PlotRequest& request);

}  // namespace ohmsweep::cli
