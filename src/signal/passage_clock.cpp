#include "signal/passage_clock.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "ohmsweep/signal/fft.h"
#include "signal/times_conjugate.h"

namespace ohmsweep {

namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;
constexpr double lowest_hz = 200.0;

/// Mean phase between two passages over a sixth of an octave.
struct PhasePoint {
  double hz = 0.0;
  double phase = 0.0;
  double variance = 0.0;
};

using Spectrum = std::vector<Complex>;

Spectrum spectrum_of(const std::vector<double>& channel, const FoundPassage& passage) {
  std::vector<double> samples(fast_size(passage.length), 0.0);
  for (std::size_t n = 0; n < passage.length && passage.first + n < channel.size(); ++n) {
    samples[n] = channel[passage.first + n];
  }
  return forward_real(samples);
}

/// `delay_s` is what is known already. Bins are weighted alike: the sweep's own fall of 3 dB per octave
/// matters little within a sixth of one.
std::vector<PhasePoint> phases(const Spectrum& a, const Spectrum& b, double bin_hz, double delay_s,
                               double highest_hz) {
  std::vector<PhasePoint> points;
  const double step = std::exp2(1.0 / 6.0);
  const int bands = static_cast<int>(std::floor(6.0 * std::log2(highest_hz / lowest_hz)));
  for (int band = 0; band < bands; ++band) {
    const double hz = lowest_hz * std::pow(step, band);
    Complex sum;
    double power_a = 0.0;
    double power_b = 0.0;
    double count = 0.0;
    const auto end = std::min(a.size(), static_cast<std::size_t>(hz * step / bin_hz));
    for (auto k = static_cast<std::size_t>(hz / bin_hz); k < end; ++k) {
      const double turn = two_pi * static_cast<double>(k) * bin_hz * delay_s;
      sum += times_conjugate(b[k], a[k]) * std::polar(1.0, turn);
      power_a += std::norm(a[k]);
      power_b += std::norm(b[k]);
      count += 1.0;
    }
    if (!(power_a > 0.0 && power_b > 0.0)) continue;
    // Half of what is not common turns the phase.
    const double common = std::norm(sum) / (power_a * power_b);
    points.push_back({hz * std::sqrt(step), std::arg(sum),
                      std::max((1.0 - std::min(1.0, common)) / (std::max(common, 1e-6) * count), 1e-14)});
  }
  return points;
}

/// φ = c − 2π f τ by weighted least squares; the phase of a circuit that differs a little between the two
/// (the ground that a load's current shares) is in c.
struct Delay {
  double seconds = 0.0;
  double variance = 0.0;  ///< 0: nothing is known
};

Delay delay_from(const std::vector<PhasePoint>& points) {
  if (points.size() < 4) return {};
  double w = 0.0;
  double x = 0.0;
  double y = 0.0;
  double xx = 0.0;
  double xy = 0.0;
  for (const PhasePoint& point : points) {
    const double weight = 1.0 / point.variance;
    const double turns = -two_pi * point.hz;
    w += weight;
    x += weight * turns;
    y += weight * point.phase;
    xx += weight * turns * turns;
    xy += weight * turns * point.phase;
  }
  const double determinant = w * xx - x * x;
  if (!(determinant > 0.0)) return {};
  const double slope = (w * xy - x * y) / determinant;
  const double constant = (y - slope * x) / w;
  double misfit = 0.0;
  for (const PhasePoint& point : points) {
    const double left = point.phase - constant + two_pi * point.hz * slope;
    misfit += left * left / point.variance;
  }
  const double freedom = static_cast<double>(points.size()) - 2.0;
  return {slope, w / determinant * std::max(1.0, misfit / freedom)};
}

/// By how much the sound of `b` comes later in its stretch than that of `a` in its own. Low frequencies
/// first, where nothing is ambiguous.
Delay delay_between(const Spectrum& a, const Spectrum& b, double bin_hz, double top_hz) {
  Delay delay;
  for (const double highest : {1500.0, 4000.0, top_hz, top_hz}) {
    const Delay more = delay_from(phases(a, b, bin_hz, delay.seconds, highest));
    if (more.variance == 0.0) return {};
    delay = {delay.seconds + more.seconds, more.variance};
  }
  return delay;
}

/// One spacing: how long it is in the recording and in the plan.
struct Spacing {
  double recorded_s = 0.0;
  double planned_s = 0.0;
  double variance = 0.0;
};

bool on_left(PassageKind kind) { return kind != PassageKind::right_alone; }
bool on_right(PassageKind kind) { return kind != PassageKind::left_alone; }

double planned_s(const ProgrammePlan& plan, PassageKind kind) {
  const auto passage = std::find_if(plan.passages.begin(), plan.passages.end(),
                                    [&](const Passage& p) { return p.kind == kind; });
  return passage->sweep_s;
}

/// Of one repeat: every passage against the one of both channels, on the channels that they share.
void add_spacings(std::vector<Spacing>& spacings, const Recording& recording, const ProgrammePlan& plan,
                  const std::vector<FoundPassage>& repeat, double top_hz) {
  const FoundPassage& base = repeat.front();
  for (const auto* channel : {&recording.source, &recording.dut}) {
    const bool left = channel == &recording.source;
    const Spectrum base_spectrum = spectrum_of(*channel, base);
    const double bin_hz = recording.sample_rate / static_cast<double>(fast_size(base.length));
    for (const FoundPassage& passage : repeat) {
      if (passage.kind == base.kind || !(left ? on_left(passage.kind) : on_right(passage.kind))) continue;
      FoundPassage same_length = passage;
      same_length.length = base.length;
      const Delay delay = delay_between(base_spectrum, spectrum_of(*channel, same_length), bin_hz, top_hz);
      if (delay.variance == 0.0) continue;
      const double offset = static_cast<double>(passage.first) - static_cast<double>(base.first);
      spacings.push_back({offset / recording.sample_rate + delay.seconds,
                          planned_s(plan, passage.kind) - planned_s(plan, base.kind), delay.variance});
    }
  }
}

/// A crystal wanders by some 10⁻¹⁰ in a second (Allan deviation of uncompensated ones: 10⁻¹⁰ to 10⁻⁹); so
/// much of a spacing is no constant clock.
constexpr double wander = 1e-9;
/// A circuit's share that the constant does not hold, of each spacing.
constexpr double circuit_s = 3e-9;

PassageClock weighted_mean(const std::vector<Spacing>& spacings) {
  double weights = 0.0;
  double sum = 0.0;
  const auto offset = [](const Spacing& s) { return s.planned_s / s.recorded_s - 1.0; };
  const auto variance = [](const Spacing& s) {
    return (s.variance + circuit_s * circuit_s) / (s.planned_s * s.planned_s) + wander * wander;
  };
  for (const Spacing& spacing : spacings) {
    weights += 1.0 / variance(spacing);
    sum += offset(spacing) / variance(spacing);
  }
  if (!(weights > 0.0)) return {};
  const double mean = sum / weights;
  double misfit = 0.0;
  double worst_s = 0.0;
  for (const Spacing& spacing : spacings) {
    const double left = offset(spacing) - mean;
    misfit += left * left / variance(spacing);
    worst_s = std::max(worst_s, std::abs(left) * spacing.planned_s);
  }
  const double freedom = std::max(1.0, static_cast<double>(spacings.size()) - 1.0);
  PassageClock clock;
  // Few spacings: their scatter widens the interval, and the channels of one passage are not independent.
  clock.offset_ppm = {1e6 * mean, 1e6 * std::sqrt(2.0 / weights * std::max(1.0, misfit / freedom))};
  constexpr double audible_s = 20e-6;  // one sample, less what a wandering clock does
  if (worst_s > audible_s * 0.5 && misfit / freedom > 25.0) clock.irregular_s = worst_s;
  return clock;
}

}  // namespace

PassageClock passage_clock(const Recording& recording, const PlayerProgramme& programme,
                           const std::vector<FoundPassage>& passages) {
  const ProgrammePlan plan = plan_of(programme);
  const double top_hz = std::min(10e3, 0.5 * programme.sweep.to.value());
  std::vector<Spacing> spacings;
  for (auto begin = passages.begin(); begin != passages.end();) {
    const auto end =
        std::find_if(begin, passages.end(), [&](const FoundPassage& p) { return p.repeat != begin->repeat; });
    add_spacings(spacings, recording, plan, {begin, end}, top_hz);
    begin = end;
  }
  return weighted_mean(spacings);
}

}  // namespace ohmsweep
