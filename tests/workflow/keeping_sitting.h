#pragma once
/// A sitting whose takes are kept.

#include "ohmsweep/workflow/kept_takes.h"
#include "ohmsweep/workflow/measure.h"
#include "workflow/sitting.h"

namespace ohmsweep {

class KeepingSitting : public Sitting {
 protected:
  KeepingSitting() { session_.takes_folder = folder_ / "takes"; }

  /// Measures "HD" with the current calibration.
  void measure(const std::vector<std::string>& channels = {"left", "right"}) {
    (void)measure_headphone(session_, {"HD", channels, {}});
  }
  /// The kept take of a channel of "HD".
  [[nodiscard]] std::filesystem::path take_file(const char* channel) const {
    const Provenance origin = library_.curve(CurveKind::headphone, "HD", channel).provenance;
    return kept_take(folder_ / "takes", origin.takes.front().hash).value();
  }
};

}  // namespace ohmsweep
