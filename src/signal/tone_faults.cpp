#include "signal/tone_faults.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "signal/median.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;

double power(const Column& samples) {
  double sum = 0.0;
  for (const double sample : samples) sum += sample * sample;
  return sum / static_cast<double>(samples.size());
}

/// Of everything in the stretch but its mean.
double power_of(const FoundTone& tone) {
  return 0.5 * std::norm(tone.fit.source) + power(tone.fit.source_rest);
}

/// Where the rest jumps by more than noise ever does; 0 for nowhere.
std::size_t largest_step(const Column& rest) {
  Column steps;
  for (std::size_t n = 1; n < rest.size(); ++n) steps.push_back(rest[n] - rest[n - 1]);
  const auto largest = std::max_element(steps.begin(), steps.end(),
                                        [](double a, double b) { return std::abs(a) < std::abs(b); });
  const double limit = std::max(14.0 * median_magnitude(steps) / 0.6745, 1e-5);
  return std::abs(*largest) > limit ? static_cast<std::size_t>(largest - steps.begin()) + 1 : 0;
}

/// A click in what the fit leaves, or a phase that jumps and leaves far more than the other tones do.
std::vector<double> torn_tones(const std::vector<FoundTone>& tones, int sample_rate) {
  std::vector<double> left;
  left.reserve(tones.size());
  for (const FoundTone& tone : tones) left.push_back(std::sqrt(power(tone.fit.source_rest)));
  const double usual = median_magnitude(left);
  std::vector<double> times;
  for (std::size_t i = 0; i < tones.size(); ++i) {
    const FoundTone& tone = tones[i];
    const bool torn = left[i] > 0.02 * std::abs(tone.fit.source) && left[i] > 20.0 * usual;
    const std::size_t at = std::max(largest_step(tone.fit.source_rest), largest_step(tone.fit.dut_rest));
    if (!torn && at == 0 && !is_missing(tone)) continue;
    times.push_back((static_cast<double>(tone.window.first) + static_cast<double>(at)) / sample_rate);
  }
  return times;
}

/// The phase of a tone about the moment where its middle belongs.
Complex phase_of(const FoundTone& tone, const ToneClock& clock, int sample_rate) {
  const double late = clock.arrival_s(tone.slot.centre_s()) * sample_rate - tone.window.centre();
  return std::polar(1.0, std::arg(tone.fit.source) + turn * tone.cycles * late);
}

/// Where a delay of a fraction of a millisecond shows, and two clocks do not yet.
bool tells_delay(const FoundTone& tone) {
  constexpr double from_hz = 100.0;
  constexpr double to_hz = 2000.0;
  return tone.slot.hz >= from_hz && tone.slot.hz <= to_hz && !is_missing(tone);
}

/// The tones of a whole take have nearly one phase about the moments where they belong, for what the path
/// adds is small at these frequencies. Samples lost between two tones turn the later ones by their frequency.
std::optional<double> shifted_from(const std::vector<FoundTone>& tones, const ToneClock& clock,
                                   int sample_rate) {
  constexpr double farthest = 1.2;  // of a phase, beyond what a loaded output and a coupling capacitor do
  Complex sum;
  for (const FoundTone& tone : tones) {
    if (tells_delay(tone)) sum += phase_of(tone, clock, sample_rate);
  }
  bool begun = false;
  for (const FoundTone& tone : tones) {
    if (!tells_delay(tone)) continue;
    const bool turned = std::abs(std::arg(phase_of(tone, clock, sample_rate) * std::conj(sum))) > farthest;
    // The delay is that of most tones, which may be the later ones.
    if (turned && begun) return clock.arrival_s(tone.slot.begins_s);
    if (turned) return clock.arrival_s(tone.slot.ends_s());
    begun = true;
  }
  return std::nullopt;
}

/// The first of the tones that are missing to the end, where all of them are silence.
std::optional<double> lost_from(const std::vector<FoundTone>& tones, int sample_rate) {
  std::vector<double> powers;
  for (const FoundTone& tone : tones) {
    if (!is_missing(tone)) powers.push_back(power_of(tone));
  }
  constexpr double silent = 1e-3;
  const double usual = powers.empty() ? 0.0 : median_magnitude(powers);
  std::optional<double> lost_s;
  for (std::size_t left = tones.size(); left > 0; --left) {
    const FoundTone& tone = tones[left - 1];
    if (!is_missing(tone)) break;
    if (power_of(tone) > silent * usual) return std::nullopt;
    lost_s = static_cast<double>(tone.window.first) / sample_rate;
  }
  return lost_s;
}

}  // namespace

double share_of_tone(const FoundTone& tone) {
  const double own = 0.5 * std::norm(tone.fit.source);
  const double rest = power(tone.fit.source_rest);
  return own + rest > 0.0 ? own / (own + rest) : 0.0;
}

bool is_missing(const FoundTone& tone) { return share_of_tone(tone) < 0.5; }

ToneFaults tone_faults(const std::vector<FoundTone>& tones, const ToneClock& clock, int sample_rate) {
  ToneFaults faults;
  faults.lost_s = lost_from(tones, sample_rate);
  faults.dropouts_s = torn_tones(tones, sample_rate);
  if (const auto at_s = shifted_from(tones, clock, sample_rate)) faults.dropouts_s.push_back(*at_s);
  std::sort(faults.dropouts_s.begin(), faults.dropouts_s.end());
  return faults;
}

}  // namespace ohmsweep
