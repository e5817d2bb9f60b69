// Repeats of one state, weighted by their own variances; JCGM 100, 4.2 for the scatter.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ohmsweep/core/error.h"
#include "ohmsweep/core/number_text.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/signal/ratio.h"
#include "signal/take_findings.h"

namespace ohmsweep {

namespace {

/// What one point of noise alone exceeds once in ten thousand times, in chi-squared per degree of freedom:
/// the scatter of n complex values has 2 (n - 1) of them. E. B. Wilson, M. M. Hilferty, "The distribution of
/// chi-square", Proc. Natl. Acad. Sci. 17(12), 684-688, 1931. Two repeats may differ by three times their
/// noise, sixteen scatter by 1.5 times.
double too_much_scatter(std::size_t repeats) {
  constexpr double in_ten_thousand = 3.719;  // of the normal distribution
  const double spread = 2.0 / (9.0 * 2.0 * static_cast<double>(repeats - 1));
  return std::pow(1.0 - spread + in_ten_thousand * std::sqrt(spread), 3.0);
}
constexpr std::size_t points_of_a_region = 8;
/// Below this relative difference a change is real but of no consequence.
constexpr double negligible_change = 3e-4;

struct Combined {
  Complex mean;
  double variance = 0.0;  ///< of the weighted mean, noise only
  double scatter = 0.0;   ///< E|δ|² of the mean from the observed spread
  double chi2 = 0.0;      ///< spread over what noise explains, per degree of freedom
  double relative = 0.0;  ///< rms spread relative to the mean
};

Combined combine_at(const std::vector<RatioCurve>& repeats, std::size_t i) {
  double weights = 0.0;
  Complex sum;
  for (const RatioCurve& repeat : repeats) {
    const double weight = 1.0 / std::max(repeat.noise_variance[i], 1e-30);
    weights += weight;
    sum += weight * repeat.ratio[i];
  }
  Combined combined{sum / weights, 1.0 / weights};
  const auto freedom = static_cast<double>(repeats.size() - 1);
  double spread = 0.0;
  for (const RatioCurve& repeat : repeats) {
    const double squared = std::norm(repeat.ratio[i] - combined.mean);
    spread += squared;
    combined.chi2 += squared / std::max(repeat.noise_variance[i], 1e-30) / freedom;
  }
  combined.scatter = spread / freedom / static_cast<double>(repeats.size());
  combined.relative = std::sqrt(spread / freedom) / std::max(std::abs(combined.mean), 1e-12);
  return combined;
}

void check_alike(const std::vector<RatioCurve>& repeats) {
  if (repeats.empty()) throw failure("no take to combine; give at least one");
  for (const RatioCurve& repeat : repeats) {
    if (repeat.sample_rate != repeats.front().sample_rate ||
        repeat.stimulus_hash != repeats.front().stimulus_hash || !(repeat.grid == repeats.front().grid)) {
      throw rejection(fmt::format(
          "takes '{}' and '{}' were made with different sample rates or stimuli; repeats need the same",
          repeats.front().take_name, repeat.take_name));
    }
  }
}

/// A loop within a computer gives the same samples every time; they say nothing new, and count once. One
/// take given twice is a mistake.
std::vector<RatioCurve> distinct(const std::vector<RatioCurve>& repeats) {
  std::vector<RatioCurve> kept;
  for (const RatioCurve& repeat : repeats) {
    const auto same = std::ranges::find_if(kept, [&](const RatioCurve& earlier) {
      return !repeat.take_hash.empty() && repeat.take_hash == earlier.take_hash;
    });
    if (same == kept.end()) {
      kept.push_back(repeat);
    } else if (same->take_name == repeat.take_name) {
      throw rejection(
          fmt::format("the take '{}' was given twice; record each repeat anew", repeat.take_name));
    }
  }
  return kept;
}

/// What the repeats were found to be, each kind once; whether the average is noisy is for itself to say.
void add_missing(Findings& findings, const Findings& more) {
  for (const Finding& finding : more) {
    if (finding.code == FindingCode::low_snr) continue;
    if (!has(findings, finding.code)) findings.push_back(finding);
  }
}

void judge_noise(RatioCurve& combined) {
  for (Finding& finding : low_snr_findings(combined)) combined.findings.push_back(std::move(finding));
}

}  // namespace

RatioCurve combine_repeats(const std::vector<RatioCurve>& takes) {
  check_alike(takes);
  const std::vector<RatioCurve> repeats = distinct(takes);
  if (repeats.size() == 1) return repeats.front();
  RatioCurve combined = repeats.front();
  const double limit = too_much_scatter(repeats.size());
  std::size_t run = 0;
  double worst = 0.0;
  double worst_hz = 0.0;
  for (std::size_t i = 0; i < combined.grid.size(); ++i) {
    const Combined point = combine_at(repeats, i);
    combined.ratio[i] = point.mean;
    combined.noise_variance[i] =
        point.chi2 > limit ? std::max(point.variance, point.scatter) : point.variance;
    combined.snr_db[i] = -10.0 * std::log10(std::max(combined.noise_variance[i], 1e-24));
    const bool beyond = point.chi2 > limit && point.relative > negligible_change;
    run = beyond ? run + 1 : 0;
    if (run >= points_of_a_region && point.relative > worst) {
      worst = point.relative;
      worst_hz = combined.grid[i];
    }
    Complex bias;
    for (const RatioCurve& repeat : repeats)
      bias += repeat.resolution_bias[i] / static_cast<double>(repeats.size());
    combined.resolution_bias[i] = bias;
  }
  combined.findings.clear();
  for (const RatioCurve& repeat : repeats) add_missing(combined.findings, repeat.findings);
  if (!has_blocking(combined.findings)) judge_noise(combined);
  if (worst > 0.0 && !has_blocking(combined.findings)) {
    combined.findings.push_back(
        {Severity::warning, FindingCode::unstable_device,
         fmt::format("{} repeats differ by {} % at {}, more than their noise; check plugs and "
                     "cable, let the device settle, and measure again",
                     repeats.size(), significant(100 * worst, 2), format_hz(worst_hz))});
  }
  return combined;
}

}  // namespace ohmsweep
