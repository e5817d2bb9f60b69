#include "signal/take_checks.h"

#include <algorithm>
#include <cmath>

#include "signal/gate.h"

namespace ohmsweep {

namespace {

constexpr double full_scale = 1.0 - 1.0 / 32768.0;

/// The smallest step between neighbours that differ: the converter's resolution as far as the take shows it.
double smallest_step(const std::vector<double>& channel) {
  double smallest = 1.0;
  for (std::size_t n = 1; n < channel.size(); ++n) {
    const double step = std::abs(channel[n] - channel[n - 1]);
    if (step > 0.0) smallest = std::min(smallest, step);
  }
  return smallest;
}

/// Three or more equal extreme values between others.
struct ExtremeRun {
  std::size_t begin;
  std::size_t end;  ///< one past the last
};

std::vector<ExtremeRun> extreme_runs(const std::vector<double>& channel, double peak) {
  std::vector<ExtremeRun> runs;
  for (std::size_t n = 1; n < channel.size();) {
    std::size_t end = n + 1;
    if (std::abs(channel[n]) > 0.98 * peak) {
      while (end < channel.size() && channel[end] == channel[n]) ++end;
      if (end - n >= 3 && end < channel.size()) runs.push_back({n, end});
    }
    n = end;
  }
  return runs;
}

/// Samples in extreme runs whose neighbours lie clearly lower. The top of an unclipped cosine cannot do that:
/// where three samples agree to one step, the next differs by at most four.
std::size_t flat_tops(const std::vector<double>& channel, double peak) {
  constexpr std::size_t more_than_chance = 4;
  const std::vector<ExtremeRun> extreme = extreme_runs(channel, peak);
  if (extreme.size() <= more_than_chance) return 0;
  const double clear_step = std::max(1e-3 * peak, 6.0 * smallest_step(channel));
  std::size_t runs = 0;
  std::size_t samples = 0;
  for (const auto& [begin, end] : extreme) {
    const double top = std::abs(channel[begin]);
    if (top - std::abs(channel[begin - 1]) <= clear_step || top - std::abs(channel[end]) <= clear_step)
      continue;
    ++runs;
    samples += end - begin;
  }
  return runs > more_than_chance ? samples : 0;
}

/// ∫|H|² df over a sixth of an octave: by Parseval's theorem the energy of the response there.
double band_energy(const std::vector<Complex>& spectrum, double bin_hz, double hz) {
  const auto begin = static_cast<std::size_t>(std::ceil(hz / std::exp2(1.0 / 12.0) / bin_hz));
  const auto end = static_cast<std::size_t>(std::floor(hz * std::exp2(1.0 / 12.0) / bin_hz));
  double sum = 0.0;
  for (std::size_t k = begin; k <= end && k < spectrum.size(); ++k) sum += std::norm(spectrum[k]);
  return sum * bin_hz;
}

}  // namespace

double peak_of(const std::vector<double>& channel) {
  double peak = 0.0;
  for (const double sample : channel) peak = std::max(peak, std::abs(sample));
  return peak;
}

std::size_t clipped_samples(const std::vector<double>& channel) {
  const double peak = peak_of(channel);
  if (peak < full_scale) return flat_tops(channel, peak);
  return static_cast<std::size_t>(
      std::count_if(channel.begin(), channel.end(), [](double x) { return std::abs(x) >= full_scale; }));
}

double compactness(const Responses& responses, double highest_hz) {
  const GateShape around{0.15, 0.10, 0.15, 0.25};
  const GatedSpectrum together = gated(responses, around, 0.0);
  const double whole_bin_hz = responses.rate / static_cast<double>(responses.size());
  std::vector<double> shares;
  const double highest = std::min(15e3, 0.7 * std::min(highest_hz, responses.timing.to_hz));
  for (int half_octaves = 0; 100.0 * std::exp2(half_octaves / 2.0) < highest; ++half_octaves) {
    const double hz = 100.0 * std::exp2(half_octaves / 2.0);
    const double all = band_energy(responses.source_transfer, whole_bin_hz, hz);
    if (all > 0.0) shares.push_back(band_energy(together.source, together.bin_hz, hz) / all);
  }
  if (shares.empty()) return 1.0;
  const auto middle = shares.begin() + static_cast<std::ptrdiff_t>(shares.size() / 2);
  std::nth_element(shares.begin(), middle, shares.end());
  return *middle;
}

}  // namespace ohmsweep
