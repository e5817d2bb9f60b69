#include "measurement/trusted_band.h"

#include <algorithm>
#include <cmath>

namespace ohmsweep {

namespace {

/// Takes are trusted at a frequency up to this χ² per degree of freedom.
constexpr double trusted = 4.0;
/// A factor on the noise's variance that leaves a point out.
constexpr double left_out = 1e12;
/// Where effects that are the same at every frequency are looked at first: neither transformers nor coupling
/// capacitors, coils or hum do much there.
constexpr double middle_from_hz = 200.0;
constexpr double middle_to_hz = 5000.0;
/// Scales that let every effect be as large as the takes show it.
constexpr EffectScales any_scale{0.1, 0.03, 0.03, 0.5};

/// χ² per degree of freedom at each frequency once the effects are as `mean` says.
std::vector<double> scatter_at(const OutputStates& states, const std::vector<SharedEffect>& effects,
                               const std::vector<double>& mean) {
  std::vector<double> scatter;
  const auto freedom = static_cast<double>(states.points.front().size() - 2);
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    const ConductanceFit fit = fit_at(states, f);
    std::vector<Complex> y = inverse_ratios(states.points[f]);
    const ConductanceFit::Line line = fit.line(y);
    for (std::size_t k = 0; k < effects.size(); ++k) {
      const std::vector<Complex> d = column(effects[k], states.points[f], states.grid[f], line);
      for (const std::size_t i : effects[k].takes) y[i] -= mean[k] * d[i];
    }
    const std::vector<Complex> rest = fit.residual(y);
    double sum = 0.0;
    for (std::size_t i = 0; i < rest.size(); ++i) sum += fit.weights()[i] * std::norm(rest[i]);
    scatter.push_back(sum / freedom);
  }
  return scatter;
}

/// The mean over a fifth of an octave.
std::vector<double> smoothed(const std::vector<double>& values) {
  std::vector<double> means;
  for (std::size_t f = 0; f < values.size(); ++f) {
    const std::size_t from = f > 4 ? f - 4 : 0;
    const std::size_t to = std::min(values.size(), f + 5);
    double sum = 0.0;
    for (std::size_t i = from; i < to; ++i) sum += values[i];
    means.push_back(sum / static_cast<double>(to - from));
  }
  return means;
}

void widen(std::vector<StatePoint>& takes, double factor) {
  for (StatePoint& take : takes) {
    take.noise *= factor;
    take.bias *= std::sqrt(factor);
  }
}

}  // namespace

BandFits fits_of(const OutputStates& states) {
  BandFits all;
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    all.fits.push_back(fit_at(states, f));
    all.lines.push_back(all.fits.back().line(inverse_ratios(states.points[f])));
  }
  return all;
}

OutputStates trusted_band(OutputStates states) {
  if (states.points.front().size() < 3) return states;
  const auto is_middle = [&](std::size_t f) {
    return states.grid[f] >= middle_from_hz && states.grid[f] <= middle_to_hz;
  };
  OutputStates middle = states;
  bool any = false;
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    any = any || is_middle(f);
    if (!is_middle(f)) widen(middle.points[f], left_out);
  }
  if (!any) return states;
  const BandFits all = fits_of(middle);
  const std::vector<SharedEffect> effects = shared_effects(states, DriftParts::gain);
  const Likelihood likelihood = band_likelihood(effects, middle, all.fits, all.lines);
  const Posterior p = posterior(likelihood, deviations(effects, any_scale));
  const std::vector<double> doubt = smoothed(scatter_at(states, effects, p.mean));
  const auto doubtful = std::count_if(doubt.begin(), doubt.end(), [](double d) { return d > trusted; });
  const bool few = 2 * static_cast<std::size_t>(doubtful) < doubt.size();
  for (std::size_t f = 0; f < states.points.size(); ++f) {
    if (doubt[f] > trusted) widen(states.points[f], few ? left_out : doubt[f]);
  }
  return states;
}

}  // namespace ohmsweep
