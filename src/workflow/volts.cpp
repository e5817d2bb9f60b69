#include "ohmsweep/workflow/volts.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "workflow/steady_sound.h"

namespace ohmsweep {
namespace {

constexpr double kept_s = 4.0;
constexpr int least_blocks = 30;
constexpr double digits = 5.0;

void keep_last(std::vector<double>& kept, const std::vector<double>& more, std::size_t most) {
  kept.insert(kept.end(), more.begin(), more.end());
  if (kept.size() > most) kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(most));
}

double rounded(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) + 1.0 - digits);
  // Divided by a whole number where it can be, so that 2.05 is the double nearest to it.
  return unit < 1.0 ? std::round(value / unit) / std::round(1.0 / unit) : std::round(value / unit) * unit;
}

/// Two digits, not below the value. No meter is better than 0.01 %.
double rounded_up_fraction(double fraction) {
  constexpr double best_meter = 1e-4;
  if (fraction <= 0.0) return 0.0;
  fraction = std::max(fraction, best_meter);
  const double per_unit = std::pow(10.0, 1.0 - std::floor(std::log10(fraction)));
  return std::ceil(fraction * per_unit - 1e-6) / per_unit;
}

double half_width(const Uncertain& scale) {
  return std::numbers::sqrt3 * scale.standard_uncertainty / scale.value;
}

}  // namespace

Recording listen_for_volts(AudioDevice& device, const VoltsRequest& request, const Narrator& narrator,
                           const std::function<bool()>& going_on) {
  const TakeState state{"cable-both", "", "", 0};
  rise_to(device, {request.format, state, volts_tone}, request.level, narrator);
  const auto most = static_cast<std::size_t>(kept_s * request.format.sample_rate);
  Recording heard;
  heard.sample_rate = request.format.sample_rate;
  heard.name = device.name();
  int blocks = 0;
  device.listen(tone_loop(volts_tone, request.level, request.format.sample_rate), request.format, state,
                [&](const std::vector<double>& source, const std::vector<double>& dut) {
                  ++blocks;
                  if (blocks > settling_blocks) {
                    keep_last(heard.source, source, most);
                    keep_last(heard.dut, dut, most);
                  }
                  const bool wanted = going_on();
                  return wanted || blocks < settling_blocks + least_blocks;
                });
  return heard;
}

FullScales measured_scales(const FullScales& before, const VoltsFound& found) {
  FullScales scales = before;
  scales.input_vrms.reset();
  scales.source_vrms = rounded(found.source_vrms.value);
  scales.dut_vrms = rounded(found.dut_vrms.value);
  double widest = std::max(half_width(found.source_vrms), half_width(found.dut_vrms));
  if (found.output_vrms) {
    scales.output_vrms = rounded(found.output_vrms->value);
    widest = std::max(widest, half_width(*found.output_vrms));
  }
  scales.tolerance = rounded_up_fraction(widest);
  return scales;
}

FullScales declared_scales(const FullScales& before, double vrms, std::optional<double> tolerance) {
  FullScales scales = before;
  scales.source_vrms.reset();
  scales.dut_vrms.reset();
  scales.input_vrms = rounded(vrms);
  scales.tolerance = tolerance;
  if (tolerance) scales.tolerance = rounded_up_fraction(*tolerance);
  return scales;
}

}  // namespace ohmsweep
