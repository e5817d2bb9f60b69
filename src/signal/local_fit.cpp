#include "signal/local_fit.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "signal/times_conjugate.h"

namespace ohmsweep {

namespace {

/// No fit of a band looks further than this factor beyond it: the widest reach a third of an octave, or a few
/// cells of the gate.
constexpr double reach = 4.0;

}  // namespace

/// The bins of one fit; u = (ln f - ln f0) / half_width runs over [-1, 1].
struct LocalFitter::FitBand {
  std::size_t begin;
  std::size_t end;  ///< one past the last
  double log_f0;
  double half_width;
};

/// p(0) = Σ row[i] (Σ w S* D u^i): the first row of the inverted normal equations.
struct LocalFitter::Quadratic {
  std::array<double, 3> row{};
  Complex value;
  bool solvable = false;

  [[nodiscard]] double weight(double u) const { return row[0] + u * (row[1] + u * row[2]); }
};

LocalFitter::LocalFitter(const Responses& responses, const GateBand& band, const GateShape& shape,
                         std::vector<GatedSpectrum> empty)
    : shape_(shape),
      linear_(gated(responses, shape, 0.0)),
      timing_(responses.timing),
      delay_s_(responses.delay_s()),
      take_s_(responses.take_s),
      period_s_(responses.period_s()),
      line_samples_(responses.rate * responses.scale) {
  assert(empty.empty() || empty.size() == band.empty_centres.size());
  for (std::size_t i = 0; i < empty.size(); ++i) {
    empty_.push_back({band.empty_centres[i], std::move(empty[i])});
  }
  const double highest_bin = std::ceil(reach * band.to_hz / linear_.bin_hz);
  const std::size_t bins = highest_bin < static_cast<double>(linear_.source.size())
                               ? static_cast<std::size_t>(highest_bin)
                               : linear_.source.size();
  log_hz_.assign(bins, -std::numeric_limits<double>::infinity());
  source_power_.assign(bins, 0.0);
  cross_.assign(bins, Complex{});
  const double share = empty_.empty() ? 0.0 : 1.0 / static_cast<double>(empty_.size());
  for (std::size_t k = 1; k < bins; ++k) {
    const double hz = static_cast<double>(k) * linear_.bin_hz;
    double power = std::norm(linear_.source[k]);
    Complex cross = times_conjugate(linear_.dut[k], linear_.source[k]);
    for (const EmptyStretch& stretch : empty_) {
      power -= share * std::norm(stretch.spectrum.source[k]);
      cross -= share * times_conjugate(stretch.spectrum.dut[k], stretch.spectrum.source[k]);
    }
    log_hz_[k] = std::log(hz);
    source_power_[k] = power / hz;
    cross_[k] = cross / hz;
  }
}

LocalFitter::FitBand LocalFitter::band_around(double f0_hz, double octaves) const {
  const double half_width = octaves / 2 * std::numbers::ln2;
  // Beyond the usable band the taper falls: there the fit is one-sided.
  const double from = std::max(0.9 * timing_.lowest_usable_hz(), f0_hz * std::exp(-half_width));
  const double to = std::min(1.001 * timing_.highest_usable_hz(), f0_hz * std::exp(half_width));
  const auto begin = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(from / linear_.bin_hz)));
  const auto end = std::min(log_hz_.size(), static_cast<std::size_t>(std::floor(to / linear_.bin_hz)) + 1);
  return {begin, std::max(begin, end), std::log(f0_hz), half_width};
}

LocalFitter::Quadratic LocalFitter::solve(const FitBand& band) const {
  std::array<double, 5> m{};
  std::array<Complex, 3> p{};
  for (std::size_t k = band.begin; k < band.end; ++k) {
    const double u = (log_hz_[k] - band.log_f0) / band.half_width;
    const double u2 = u * u;
    m[0] += source_power_[k];
    m[1] += u * source_power_[k];
    m[2] += u2 * source_power_[k];
    m[3] += u * u2 * source_power_[k];
    m[4] += u2 * u2 * source_power_[k];
    p[0] += cross_[k];
    p[1] += u * cross_[k];
    p[2] += u2 * cross_[k];
  }
  // Cofactors of the moment matrix M[i][j] = m[i + j].
  const double c0 = m[2] * m[4] - m[3] * m[3];
  const double c1 = m[2] * m[3] - m[1] * m[4];
  const double c2 = m[1] * m[3] - m[2] * m[2];
  const double determinant = m[0] * c0 + m[1] * c1 + m[2] * c2;
  Quadratic quadratic;
  if (!(determinant > 1e-12 * m[0] * m[2] * m[4])) return quadratic;
  quadratic.row = {c0 / determinant, c1 / determinant, c2 / determinant};
  quadratic.value = quadratic.row[0] * p[0] + quadratic.row[1] * p[1] + quadratic.row[2] * p[2];
  quadratic.solvable = true;
  return quadratic;
}

/// The transform is a little longer than the take: where the sweep, shifted by a stretch's place, falls into
/// that gap, there is no noise to learn from.
bool LocalFitter::within_take(const EmptyStretch& stretch, double f0_hz) const {
  const double at = timing_.time_of(f0_hz) + delay_s_ + stretch.centre_s;
  const double wrapped = at - period_s_ * std::floor(at / period_s_);
  return wrapped - shape_.left > 0.01 && wrapped + shape_.right < take_s_ - 0.01;
}

LocalFit LocalFitter::fit(double f0_hz, double octaves) const {
  const FitBand band = band_around(f0_hz, octaves);
  const Quadratic quadratic = solve(band);
  if (!quadratic.solvable) return {Complex{}, 1.0};  // a dead source channel: nothing is known
  LocalFit fit{quadratic.value, 0.0};
  const bool any_whole = std::any_of(
      empty_.begin(), empty_.end(), [&](const EmptyStretch& stretch) { return within_take(stretch, f0_hz); });
  double sum = 0.0;
  double count = 0.0;
  for (const EmptyStretch& stretch : empty_) {
    if (any_whole && !within_take(stretch, f0_hz)) continue;
    Complex error;
    for (std::size_t k = band.begin; k < band.end; ++k) {
      const double u = (log_hz_[k] - band.log_f0) / band.half_width;
      const Complex& n_source = stretch.spectrum.source[k];
      const Complex& n_dut = stretch.spectrum.dut[k];
      const Complex noise{
          n_dut.real() - fit.ratio.real() * n_source.real() + fit.ratio.imag() * n_source.imag(),
          n_dut.imag() - fit.ratio.real() * n_source.imag() - fit.ratio.imag() * n_source.real()};
      const double weight = quadratic.weight(u) / (static_cast<double>(k) * linear_.bin_hz);
      error += weight * times_conjugate(noise, linear_.source[k]);
    }
    sum += std::norm(error);
    count += 1.0;
  }
  if (count > 0.0) fit.variance = sum / count;
  return fit;
}

double LocalFitter::line_leverage(double f0_hz, double octaves, double line_hz) const {
  const FitBand band = band_around(f0_hz, octaves);
  const Quadratic quadratic = solve(band);
  if (!quadratic.solvable) return 0.0;
  // The gate's transform at the line's offset: flat part and flanks together act like a gate of their mean
  // length.
  const double effective_s = (shape_.left_flat + shape_.left + shape_.right_flat + shape_.right) / 2;
  const double samples = effective_s * line_samples_;
  Complex sum;
  for (std::size_t k = band.begin; k < band.end; ++k) {
    const double hz = static_cast<double>(k) * linear_.bin_hz;
    const double x = std::numbers::pi * (hz - line_hz) * effective_s;
    if (std::abs(x) > 3.0 * std::numbers::pi) continue;
    const double line = samples * (std::abs(x) < 1e-9 ? 1.0 : std::sin(x) / x);
    const double u = (log_hz_[k] - band.log_f0) / band.half_width;
    sum += quadratic.weight(u) * std::conj(linear_.source[k]) * line / hz;
  }
  return std::abs(sum);
}

double LocalFitter::source_level(double hz) const {
  const auto bin = static_cast<std::size_t>(std::llround(hz / linear_.bin_hz));
  return std::abs(linear_.source[std::min(bin, linear_.source.size() - 1)]);
}

}  // namespace ohmsweep
