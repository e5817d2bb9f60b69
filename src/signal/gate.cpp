#include "signal/gate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

double rise(double position) {
  return 0.5 - 0.5 * std::cos(std::numbers::pi * std::clamp(position, 0.0, 1.0));
}

/// A gate's weights at a sample rate, taken once for all its places.
class SampledGate {
 public:
  SampledGate(const GateShape& shape, double rate)
      : left_(std::lround(shape.left * rate)), right_(std::lround(shape.right * rate)) {
    weights_.reserve(static_cast<std::size_t>(left_ + right_));
    for (long n = -left_; n < right_; ++n) weights_.push_back(shape.weight(static_cast<double>(n) / rate));
  }

  [[nodiscard]] long left() const { return left_; }
  /// Twice the gate's length: neighbouring bins then interpolate one another, and narrow fits have points
  /// enough.
  [[nodiscard]] std::size_t transform_size() const { return fast_size(2 * weights_.size()); }

  /// The circular response from `first` on behind the gate, its centre at index 0.
  [[nodiscard]] std::vector<double> cut(const std::vector<double>& response, std::size_t first) const {
    std::vector<double> gated(transform_size(), 0.0);
    std::size_t from = first;
    std::size_t to = left_ > 0 ? gated.size() - static_cast<std::size_t>(left_) : 0;
    for (const double weight : weights_) {
      gated[to] = weight * response[from];
      if (++to == gated.size()) to = 0;
      if (++from == response.size()) from = 0;
    }
    return gated;
  }

 private:
  long left_;
  long right_;
  std::vector<double> weights_;
};

/// Distortion of higher order than this is taken to lie under the noise.
constexpr double highest_order_that_matters = 16.0;
constexpr int most_empty_stretches = 8;

/// Stretches of the circular time axis behind the linear response and ahead of the harmonics.
std::vector<double> empty_centres(const Responses& responses, const GateShape& shape, double busy_until) {
  const double first = busy_until + shape.left;
  const double last =
      responses.period_s() - responses.timing.harmonic_lead(highest_order_that_matters) - 0.02 - shape.right;
  if (last < first) return {};
  const double step =
      std::max(0.35 * shape.length(), (last - first) / (most_empty_stretches - 1) * (1 - 1e-9));
  std::vector<double> centres;
  const int count = static_cast<int>(std::floor((last - first) / step)) + 1;
  centres.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) centres.push_back(first + i * step);
  return centres;
}

}  // namespace

double GateShape::weight(double tau) const {
  if (tau >= -left_flat && tau <= right_flat) return 1.0;
  if (tau < 0.0) return rise((tau + left) / (left - left_flat));
  return rise((right - tau) / (right - right_flat));
}

GateShape GateShape::scaled(double factor) const {
  return {factor * left, factor * left_flat, factor * right_flat, factor * right};
}

std::vector<GatedSpectrum> gated(const Responses& responses, const GateShape& shape,
                                 const std::vector<double>& centres) {
  const SampledGate gate(shape, responses.rate);
  std::vector<GatedSpectrum> spectra;
  spectra.reserve(centres.size());
  for (const double centre : centres) {
    const std::size_t first = responses.index(std::lround(centre * responses.rate) - gate.left());
    spectra.push_back({responses.rate / static_cast<double>(gate.transform_size()),
                       forward_real(gate.cut(responses.source, first)),
                       forward_real(gate.cut(responses.dut, first))});
  }
  return spectra;
}

GatedSpectrum gated(const Responses& responses, const GateShape& shape, double centre) {
  return std::move(gated(responses, shape, std::vector<double>{centre}).front());
}

std::vector<GateBand> gate_bands(const Responses& responses) {
  // The second harmonic stands L ln 2 before the linear response; a short take leaves little room behind it.
  const double room_before = 0.97 * responses.timing.harmonic_lead(2.0);
  const double room_after = 0.2 * responses.period_s();
  const auto shape = [&](double left, double right) {
    const double before = std::min(left, room_before);
    const double after = std::min(right, room_after);
    return GateShape{before, 0.5 * before, 0.6 * after, after};
  };
  const GateShape low = shape(0.40, 0.90);
  const double busy_until = low.right_flat;
  const auto band = [&](double from, double to, const GateShape& gate) {
    return GateBand{from, to, gate, empty_centres(responses, gate, std::max(busy_until, gate.right))};
  };
  return {band(0.0, 200.0, low), band(200.0, 2000.0, shape(0.15, 0.25)),
          band(2000.0, std::numeric_limits<double>::infinity(), shape(0.04, 0.06))};
}

}  // namespace ohmsweep
