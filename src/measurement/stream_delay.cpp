#include "measurement/stream_delay.h"

#include <cmath>

namespace ohmsweep {

namespace {

constexpr int furthest = 64;
/// Four steps per sample: at half the sample rate the phase is then off by an eighth of a turn at most.
constexpr int steps_per_sample = 4;
/// This near a whole number of samples, what is missing is the load's reactance.
constexpr double near_whole = 0.05;

Complex turn(double angle) { return std::polar(1.0, angle); }

}  // namespace

std::vector<Complex> advanced(const FrequencyGrid& grid, std::vector<Complex> ratio, double seconds) {
  for (std::size_t f = 0; f < ratio.size(); ++f) ratio[f] *= turn(angular(Hertz(grid[f])) * seconds);
  return ratio;
}

StreamDelay stream_delay(const FrequencyGrid& grid, const std::vector<Complex>& late,
                         const std::vector<Complex>& early, int sample_rate) {
  std::vector<Complex> phasors(late.size());
  for (std::size_t f = 0; f < late.size(); ++f) {
    const Complex ratio = late[f] / early[f];
    phasors[f] = ratio / std::abs(ratio);
  }
  double best = -1.0;
  double delay = 0.0;
  for (int step = -furthest * steps_per_sample; step <= furthest * steps_per_sample; ++step) {
    const double seconds = static_cast<double>(step) / (steps_per_sample * sample_rate);
    Complex sum;
    for (std::size_t f = 0; f < phasors.size(); ++f)
      sum += phasors[f] * turn(angular(Hertz(grid[f])) * seconds);
    if (sum.real() <= best) continue;
    best = sum.real();
    delay = seconds;
  }
  for (int round = 0; round < 3; ++round) {  // least squares of the phases that are left over frequency
    double numerator = 0.0;
    double denominator = 0.0;
    for (std::size_t f = 0; f < phasors.size(); ++f) {
      const double omega = angular(Hertz(grid[f]));
      numerator -= omega * std::arg(phasors[f] * turn(omega * delay));
      denominator += omega * omega;
    }
    delay += numerator / denominator;
  }
  const double samples = delay * sample_rate;
  if (std::abs(samples - std::round(samples)) < near_whole) return {std::round(samples) / sample_rate, true};
  return {delay, false};
}

}  // namespace ohmsweep
