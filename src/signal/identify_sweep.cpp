// Parameters of a sweep made elsewhere, from the phase of its analytic signal: φ(t) = φ0 + 2π f1 L e^{t/L}.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ohmsweep/core/error.h"
#include "ohmsweep/signal/fft.h"
#include "ohmsweep/signal/sweep.h"

namespace ohmsweep {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double two_pi = 2.0 * pi;

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< one past the last
};

Error not_a_sweep(const std::string& why) {
  return failure(fmt::format(
      "the stimulus is not one exponential sweep ({}); make one with 'ohmsweep sweep FILE.wav'", why));
}

Span sounding(const std::vector<double>& x) {
  double peak = 0.0;
  for (const double sample : x) peak = std::max(peak, std::abs(sample));
  if (!(peak > 1e-5)) throw not_a_sweep("it is silent");
  const auto loud = [&](double sample) { return std::abs(sample) > 1e-3 * peak; };
  const auto first = std::find_if(x.begin(), x.end(), loud);
  const auto last = std::find_if(x.rbegin(), x.rend(), loud);
  return {static_cast<std::size_t>(first - x.begin()), static_cast<std::size_t>(x.rend() - last)};
}

/// Unwrapped phase of the analytic signal over the span; x = Re(A e^{i(φ - π/2)}), so that a sine has phase
/// φ.
std::vector<double> sine_phase(const std::vector<double>& x, Span span) {
  const std::size_t size = fast_size(span.end - span.begin + 4096);
  std::vector<double> padded(size, 0.0);
  std::copy(x.begin() + static_cast<std::ptrdiff_t>(span.begin),
            x.begin() + static_cast<std::ptrdiff_t>(span.end), padded.begin());
  const std::vector<Complex> half = forward_real(padded);
  std::vector<Complex> bins(size);
  for (std::size_t k = 1; k + 1 < half.size(); ++k) bins[k] = 2.0 * half[k];
  const std::vector<Complex> analytic = inverse_complex(bins);
  std::vector<double> phase(span.end - span.begin);
  double last = 0.0;
  for (std::size_t n = 0; n < phase.size(); ++n) {
    const double wrapped = std::arg(analytic[n]) + pi / 2;
    last += std::remainder(wrapped - last, two_pi);
    phase[n] = last;
  }
  return phase;
}

struct Fit {
  double phase0 = 0.0;
  double from = 0.0;    ///< Hz at t = 0
  double growth = 0.0;  ///< 1/L
};

/// Least squares of ln f against t over coarse steps of the phase: the start of the refinement.
Fit coarse(const std::vector<double>& phase, double rate) {
  constexpr std::size_t steps = 200;
  const std::size_t stride = phase.size() / (steps + 2);
  double n = 0;
  double st = 0;
  double sy = 0;
  double stt = 0;
  double sty = 0;
  for (std::size_t i = 1; i <= steps; ++i) {
    const double advance = phase[(i + 1) * stride] - phase[i * stride];
    const double hz = advance / two_pi * rate / static_cast<double>(stride);
    if (!(hz > 0.0)) throw not_a_sweep("its frequency does not rise");
    const double t = (static_cast<double>(i) + 0.5) * static_cast<double>(stride) / rate;
    n += 1;
    st += t;
    stt += t * t;
    sy += std::log(hz);
    sty += t * std::log(hz);
  }
  const double growth = (n * sty - st * sy) / (n * stt - st * st);
  const double log_from = (sy - growth * st) / n;
  return {0.0, std::exp(log_from), growth};
}

double model_phase(const Fit& fit, double t) {
  return fit.phase0 + two_pi * fit.from / fit.growth * std::exp(fit.growth * t);
}

/// Three equations with their right-hand side in the last column.
using NormalEquations = std::array<std::array<double, 4>, 3>;

/// Makes the matrix diagonal by elimination.
void solve3(NormalEquations& m) {
  for (std::size_t p = 0; p < 3; ++p) {
    for (std::size_t r = 0; r < 3; ++r) {
      if (r == p) continue;
      const double factor = m[r][p] / m[p][p];
      for (std::size_t c = p; c < 4; ++c) m[r][c] -= factor * m[p][c];
    }
  }
}

/// One Gauss-Newton step on (φ0, ln f1, growth) over every `stride`-th sample; returns the phase residual's
/// rms.
double refine(Fit& fit, const std::vector<double>& phase, double rate, std::size_t stride) {
  NormalEquations m{};
  double sum = 0.0;
  double count = 0.0;
  const std::size_t margin = phase.size() / 50;
  for (std::size_t n = margin; n < phase.size() - margin; n += stride) {
    const double t = static_cast<double>(n) / rate;
    const double exponential = two_pi * fit.from / fit.growth * std::exp(fit.growth * t);
    const double residual = phase[n] - fit.phase0 - exponential;
    const std::array<double, 3> row{1.0, exponential, exponential * (t - 1.0 / fit.growth)};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) m[i][j] += row[i] * row[j];
      m[i][3] += row[i] * residual;
    }
    sum += residual * residual;
    count += 1.0;
  }
  solve3(m);
  fit.phase0 += m[0][3] / m[0][0];
  fit.from *= std::exp(m[1][3] / m[1][1]);
  fit.growth += m[2][3] / m[2][2];
  return std::sqrt(sum / count);
}

}  // namespace

ExponentialSweep identify_sweep(const std::vector<double>& samples, int sample_rate) {
  if (samples.empty() || sample_rate <= 0) throw not_a_sweep("it is empty");
  const Span span = sounding(samples);
  const double rate = sample_rate;
  const double seconds = static_cast<double>(span.end - span.begin) / rate;
  if (seconds < 0.1) throw not_a_sweep(fmt::format("only {:.0f} ms of it sound", 1000 * seconds));
  const std::vector<double> phase = sine_phase(samples, span);
  Fit fit = coarse(phase, rate);
  if (!(fit.growth * seconds > std::log(4.0))) throw not_a_sweep("it covers less than two octaves");
  fit.phase0 = phase[phase.size() / 2] - model_phase(fit, seconds / 2);
  double rms = 0.0;
  const std::size_t stride = std::max<std::size_t>(1, phase.size() / 20000);
  for (int step = 0; step < 12; ++step) rms = refine(fit, phase, rate, stride);
  // A linear sweep or noise leaves many radians; a faded or slightly filtered sweep leaves hundredths.
  if (!(rms < 0.3) || !std::isfinite(fit.from) || !(fit.growth > 0.0)) {
    throw not_a_sweep("its frequency does not rise exponentially");
  }
  const double start_phase = std::remainder(fit.phase0, two_pi);
  const double classic_phase = std::remainder(fit.phase0 + two_pi * fit.from / fit.growth, two_pi);
  double peak = 0.0;
  for (const double sample : samples) peak = std::max(peak, std::abs(sample));
  return {
      .from = Hertz(fit.from),
      .to = Hertz(fit.from * std::exp(fit.growth * seconds)),
      .duration = Seconds(seconds),
      .amplitude = peak,
      .sample_rate = sample_rate,
      .form = std::abs(classic_phase) < std::abs(start_phase) ? SweepForm::classic : SweepForm::synchronised,
      .lead_in = Seconds(static_cast<double>(span.begin) / rate),
      .lead_out = Seconds(static_cast<double>(samples.size() - span.end) / rate)};
}

}  // namespace ohmsweep
