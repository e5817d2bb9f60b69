#include "measurement/monitor_echo.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

constexpr double from_hz = 200.0;
constexpr double to_hz = 18e3;
/// Converters with linear phase ring by up to this much on both sides of the direct sound.
constexpr double smallest_echo = 0.003;
constexpr double above_ringing = 3.0;
constexpr double above_noise = 8.0;

/// Envelope of the impulse response behind a Blackman window over the band, whose own response is 58 dB down
/// within 0.17 ms (F. J. Harris, Proc. IEEE 66, 51-83, 1978). One-sided bins make it complex: its magnitude
/// has no carrier.
std::vector<double> envelope(const ProbeResponse& response) {
  const double nyquist = response.bin_hz * static_cast<double>(response.transfer.size() - 1);
  const double upper = std::min(to_hz, 0.85 * nyquist);
  std::vector<Complex> bins(2 * (response.transfer.size() - 1));
  for (std::size_t k = 0; k < response.transfer.size(); ++k) {
    const double position = (static_cast<double>(k) * response.bin_hz - from_hz) / (upper - from_hz);
    if (position <= 0.0 || position >= 1.0) continue;
    const double turn = 2.0 * std::numbers::pi * position;
    bins[k] = (0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2.0 * turn)) * response.transfer[k];
  }
  const std::vector<Complex> impulse = inverse_complex(bins);
  std::vector<double> magnitudes;
  magnitudes.reserve(impulse.size());
  for (const Complex& sample : impulse) magnitudes.push_back(std::abs(sample));
  return magnitudes;
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

MonitorEcho find_echo(const ProbeResponse& response) {
  const std::vector<double> sound = envelope(response);
  const std::size_t size = sound.size();
  const double rate = response.bin_hz * static_cast<double>(size);
  const auto direct = static_cast<std::size_t>(std::ranges::max_element(sound) - sound.begin());
  if (sound[direct] <= 0.0) return {};
  const auto after = [&](std::size_t lag) { return sound[(direct + lag) % size] / sound[direct]; };
  const auto before = [&](std::size_t lag) { return sound[(direct + size - lag) % size] / sound[direct]; };
  const auto shortest = static_cast<std::size_t>(std::ceil(shortest_echo_s * rate));
  const auto longest = std::min(size / 3, static_cast<std::size_t>(longest_echo_s * rate));

  MonitorEcho echo;
  echo.floor = smallest_echo;
  std::vector<double> all;
  for (std::size_t lag = shortest; lag < longest; ++lag) {
    all.push_back(after(lag));
    // Ringing is as large on the other side, where no echo can be; a sample's error in time is allowed for.
    const double ringing = std::max({before(lag - 1), before(lag), before(lag + 1)});
    if (after(lag) <= echo.gain || after(lag) < above_ringing * ringing) continue;
    echo.gain = after(lag);
    echo.lag_s = static_cast<double>(lag) / rate;
  }
  if (!all.empty()) echo.floor = std::max(smallest_echo, above_noise * median_of(std::move(all)));
  return echo;
}

}  // namespace ohmsweep
