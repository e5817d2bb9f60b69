#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "signal/stationary_lines.h"

namespace ohmsweep {

namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;

/// One line's rotation over a block of samples. Every block starts from an exact phase, so that rounding does
/// not grow.
struct Rotation {
  static constexpr long block = 512;
  double cycles_per_sample;
  std::vector<double> cosine;
  std::vector<double> sine;

  explicit Rotation(double cycles) : cycles_per_sample(cycles) {
    for (long n = 0; n < block; ++n) {
      const Complex turned = at(n);
      cosine.push_back(turned.real());
      sine.push_back(turned.imag());
    }
  }
  [[nodiscard]] Complex at(long n) const {
    return std::polar(1.0, two_pi * std::fmod(static_cast<double>(n) * cycles_per_sample, 1.0));
  }
};

/// channel[index + k] -= 2 Re(value e^{iωk}) for k < count.
void subtract_run(std::vector<double>& channel, Complex value, const Rotation& rotation, long index,
                  long count) {
  double* samples = channel.data() + index;
  const double* cosine = rotation.cosine.data();
  const double* sine = rotation.sine.data();
  const double along = 2.0 * value.real();
  const double across = 2.0 * value.imag();
  for (long k = 0; k < count; ++k) samples[k] -= along * cosine[k] - across * sine[k];
}

/// Takes the line out of both channels over the unwrapped range [first, first + count).
void subtract_line(Responses& responses, const FittedLine& line, long first, long count) {
  const Rotation rotation(line.hz / responses.rate);
  const long size = static_cast<long>(responses.size());
  for (long done = 0; done < count;) {
    const long index = ((first + done) % size + size) % size;
    const long run = std::min({Rotation::block, count - done, size - index});
    const Complex phase = rotation.at(first + done);
    subtract_run(responses.source, responses.scale * line.source * phase, rotation, index, run);
    subtract_run(responses.dut, responses.scale * line.dut * phase, rotation, index, run);
    done += run;
  }
}

}  // namespace

Responses without_lines(Responses responses, const StationaryLines& lines) {
  for (const FittedLine& line : lines.lines) {
    if (!line.removed || line.hz > responses.rate / 2) continue;
    // On the response's axis a line lasts from the take's start to its end, both earlier by when the sweep
    // passes it.
    const long first = -std::lround(responses.timing.time_of(line.hz) * responses.rate);
    const long count = std::lround(responses.take_s * responses.rate);
    subtract_line(responses, line, first, count);
  }
  return responses;
}

}  // namespace ohmsweep
