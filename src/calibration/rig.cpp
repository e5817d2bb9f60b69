#include "ohmsweep/calibration/rig.h"

namespace ohmsweep {

namespace {

std::optional<Uncertain> full_scale(const Rig& rig, const std::optional<double>& own) {
  const std::optional<double> vrms = own ? own : rig.input_full_scale_vrms;
  if (!vrms) return std::nullopt;
  return from_tolerance(*vrms, *vrms * rig.full_scale_tolerance.value_or(unstated_full_scale_tolerance));
}

}  // namespace

std::optional<Uncertain> source_full_scale(const Rig& rig) {
  return full_scale(rig, rig.source_full_scale_vrms);
}

std::optional<Uncertain> dut_full_scale(const Rig& rig) { return full_scale(rig, rig.dut_full_scale_vrms); }

bool inputs_share_scale(const Rig& rig) { return rig.source_full_scale_vrms && rig.dut_full_scale_vrms; }

}  // namespace ohmsweep
