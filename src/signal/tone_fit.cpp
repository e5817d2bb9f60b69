#include "ohmsweep/signal/tone_fit.h"

#include <cmath>
#include <utility>

#include "signal/sinusoids.h"

namespace ohmsweep {

namespace {

constexpr int highest_order = 5;
constexpr double highest_cycles = 0.48;  ///< per sample

// The tone's neighbourhood, in bins of one over the stretch's length. Within two of them a Hann window cannot
// tell noise from the tone itself.
constexpr int nearest_bin = 3;
constexpr int farthest_bin = 16;
constexpr double clear_of_others = 2.5;
/// Neighbouring bins of a Hann window share power, (2/3)² with the next and (1/6)² with the one after: each
/// counts for 1/(1 + 2·0.444 + 2·0.028).
constexpr double independent_share = 0.514;

int orders_below_half(double cycles_per_sample) {
  int order = 1;
  while (order < highest_order && (order + 1) * cycles_per_sample < highest_cycles) ++order;
  return order;
}

std::vector<Column> basis_of(double cycles_per_sample, std::size_t size) {
  std::vector<Column> columns{Column(size, 1.0)};
  for (int order = 1; order <= orders_below_half(cycles_per_sample); ++order) {
    Wave tone = wave(order * cycles_per_sample, middle_of(size), size);
    columns.push_back(std::move(tone.cosine));
    columns.push_back(std::move(tone.sine));
  }
  return columns;
}

/// Re(A e^{iφ}) = Re A cos φ − Im A sin φ.
Complex phasor(const Column& coefficients, std::size_t order) {
  return {coefficients[2 * order - 1], -coefficients[2 * order]};
}

std::vector<Complex> harmonics(const Column& coefficients) {
  std::vector<Complex> found;
  for (std::size_t order = 2; 2 * order < coefficients.size(); ++order) {
    found.push_back(phasor(coefficients, order));
  }
  return found;
}

Column remainder(const Column& channel, const std::vector<Column>& columns, const Column& coefficients) {
  Column rest = channel;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    for (std::size_t n = 0; n < rest.size(); ++n) rest[n] -= coefficients[k] * columns[k][n];
  }
  return rest;
}

/// Whether a frequency, in bins, is apart from the mean, the harmonics and half the rate.
bool is_clear(double bin, double tone_bin, double size) {
  if (bin < clear_of_others || bin > highest_cycles * size) return false;
  const double order = std::round(bin / tone_bin);
  return order < 2 || order > highest_order || std::abs(bin - order * tone_bin) >= clear_of_others;
}

/// Expanded uncertainty with k = 2 of a scatter that was learned from so many real numbers, over that of a
/// known one: the quantile of Student's t for 95.45 % is 2 + 2.5/ν to first order (JCGM 100, G.3).
double small_sample_factor(double freedom) {
  const double factor = 1.0 + 1.25 / freedom;
  return factor * factor;
}

}  // namespace

ToneFit fit_tone(const ToneStretch& stretch) {
  const std::size_t size = stretch.source.size();
  const std::vector<Column> columns = basis_of(stretch.cycles_per_sample, size);
  const std::vector<Column> solved = least_squares(columns, hann(size), {&stretch.source, &stretch.dut});
  ToneFit fit;
  fit.source = phasor(solved[0], 1);
  fit.dut = phasor(solved[1], 1);
  fit.source_harmonics = harmonics(solved[0]);
  fit.dut_harmonics = harmonics(solved[1]);
  fit.source_rest = remainder(stretch.source, columns, solved[0]);
  fit.dut_rest = remainder(stretch.dut, columns, solved[1]);
  return fit;
}

RatioScatter scatter_of(const ToneFit& fit, double cycles_per_sample) {
  // δm = (δV_dut − m δV_source) / V_source: what both channels share cancels here too.
  const Complex m = fit.ratio();
  const std::size_t size = fit.source_rest.size();
  const auto bins = static_cast<double>(size);
  const double tone_bin = cycles_per_sample * bins;
  const auto error_at = [&](std::size_t first, const Column& weights, double bin) {
    const double middle = middle_of(size) - static_cast<double>(first);
    return (amplitude(fit.dut_rest, first, weights, bin / bins, middle) -
            m * amplitude(fit.source_rest, first, weights, bin / bins, middle)) /
           fit.source;
  };
  const Column weights = hann(size);
  double power = 0.0;
  double count = 0.0;
  for (int distance = nearest_bin; distance <= farthest_bin; ++distance) {
    for (const double bin : {tone_bin - distance, tone_bin + distance}) {
      if (!is_clear(bin, tone_bin, bins)) continue;
      power += std::norm(error_at(0, weights, bin));
      count += 1.0;
    }
  }
  RatioScatter scatter;
  scatter.variance = power / count * small_sample_factor(2.0 * independent_share * count);
  const Column half = hann(size / 2);
  scatter.settling = error_at(size / 2, half, tone_bin) - error_at(0, half, tone_bin);
  return scatter;
}

}  // namespace ohmsweep
