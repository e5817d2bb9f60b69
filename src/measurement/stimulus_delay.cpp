#include "measurement/stimulus_delay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

std::size_t delay_of(const std::vector<double>& channel, const std::vector<double>& stimulus,
                     std::size_t needed) {
  const std::size_t size = fast_size(channel.size() + stimulus.size());
  const auto spectrum = [size](std::vector<double> samples) {
    samples.resize(size, 0.0);
    return forward_real(samples);
  };
  std::vector<Complex> bins = spectrum(channel);
  const std::vector<Complex> reference = spectrum(stimulus);
  for (std::size_t k = 0; k < bins.size(); ++k) bins[k] *= std::conj(reference[k]);
  bins.front() = 0.0;  // a DC offset correlates with everything
  const std::vector<double> correlation = inverse_real(std::move(bins), size);
  const auto end = correlation.begin() + static_cast<std::ptrdiff_t>(channel.size() - needed + 1);
  const auto largest = std::max_element(correlation.begin(), end,
                                        [](double a, double b) { return std::abs(a) < std::abs(b); });
  return static_cast<std::size_t>(largest - correlation.begin());
}

void check_recorded(const Recording& take, const Stimulus& stimulus, std::size_t needed) {
  const int sample_rate = stimulus.sweep.sample_rate;
  if (take.sample_rate != sample_rate) {
    throw failure(fmt::format(
        "The sound was played at {} samples per second and the take '{}' recorded at {}; state the "
        "rate of both in the rig or with --rate.",
        sample_rate, take.name, take.sample_rate));
  }
  const std::size_t recorded = std::min(take.source.size(), take.dut.size());
  if (recorded < needed || take.source.size() != take.dut.size()) {
    throw failure(fmt::format(
        "Only {:.2f} s came back in the take '{}' of a sound of {:.2f} s; try again with a larger buffer.",
        static_cast<double>(recorded) / sample_rate, take.name,
        static_cast<double>(stimulus.samples.size()) / sample_rate));
  }
}

}  // namespace ohmsweep
