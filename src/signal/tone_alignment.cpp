#include "signal/tone_alignment.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "signal/sinusoids.h"

namespace ohmsweep {

namespace {

constexpr double turn = 2.0 * std::numbers::pi;
/// Blocks by which the coarse search goes.
constexpr double hop_s = 0.01;
/// Tones that sound long enough to be seen in a block and are few enough to be quick.
constexpr double pilots_from_hz = 100.0;
constexpr double pilots_to_hz = 3000.0;
constexpr std::size_t most_pilots = 24;

/// When one tone sounds in a take, by blocks.
struct Pilot {
  std::vector<double> sum;  ///< of its amplitude over the blocks before, relative to its root sum of squares
  double begins = 0.0;      ///< in blocks after the stimulus's first
  double ends = 0.0;

  /// Its share between the slot's ends when the stimulus begins at this block.
  [[nodiscard]] double at(double delay) const { return until(delay + ends) - until(delay + begins); }

 private:
  [[nodiscard]] double until(double block) const {
    const double inside = std::clamp(block, 0.0, static_cast<double>(sum.size() - 1));
    const auto whole = std::min(static_cast<std::size_t>(inside), sum.size() - 2);
    return sum[whole] + (inside - static_cast<double>(whole)) * (sum[whole + 1] - sum[whole]);
  }
};

Pilot pilot_of(const std::vector<double>& channel, int rate, const ToneSlot& slot) {
  const auto hop = static_cast<std::size_t>(hop_s * rate);
  const Column flat(hop, 1.0);
  std::vector<double> blocks;
  for (std::size_t first = 0; first + hop <= channel.size(); first += hop) {
    const double centre = middle_of(hop);
    blocks.push_back(std::abs(amplitude(channel, first, flat, slot.hz / rate, centre)));
  }
  double squares = 0.0;
  for (const double block : blocks) squares += block * block;
  const double scale = squares > 0.0 ? 1.0 / std::sqrt(squares) : 0.0;
  Pilot pilot;
  pilot.sum.push_back(0.0);
  for (const double block : blocks) pilot.sum.push_back(pilot.sum.back() + scale * block);
  if (pilot.sum.size() == 1) pilot.sum.push_back(0.0);
  pilot.begins = slot.begins_s * rate / static_cast<double>(hop);
  pilot.ends = slot.ends_s() * rate / static_cast<double>(hop);
  return pilot;
}

/// Spread evenly over the slots that are suitable; all of them where none is.
std::vector<ToneSlot> pilots_among(const std::vector<ToneSlot>& slots) {
  std::vector<ToneSlot> suitable;
  std::copy_if(slots.begin(), slots.end(), std::back_inserter(suitable),
               [](const ToneSlot& slot) { return slot.hz >= pilots_from_hz && slot.hz <= pilots_to_hz; });
  if (suitable.empty()) suitable = slots;
  if (suitable.size() <= most_pilots) return suitable;
  std::vector<ToneSlot> chosen;
  for (std::size_t i = 0; i < most_pilots; ++i) chosen.push_back(suitable[i * suitable.size() / most_pilots]);
  return chosen;
}

/// The delay by which the pilots are heard where they belong, to about a block.
double coarse_delay(const std::vector<double>& channel, int rate, const std::vector<ToneSlot>& slots) {
  std::vector<Pilot> pilots;
  for (const ToneSlot& slot : pilots_among(slots)) pilots.push_back(pilot_of(channel, rate, slot));
  const double hop = std::floor(hop_s * rate);
  const double first = slots.front().begins_s * rate / hop;
  const double half = 0.5 * (slots.back().ends_s() * rate / hop - first);
  const double length = static_cast<double>(channel.size()) / hop;
  // A take that was cut off by up to half is found as such.
  double best = -first;
  double best_score = -1.0;
  const auto steps = static_cast<int>(2.0 * std::max(0.0, length));
  for (int step = 0; step <= steps; ++step) {
    const double delay = 0.5 * step - first - half;
    double score = 0.0;
    for (const Pilot& pilot : pilots) score += pilot.at(delay);
    if (score <= best_score) continue;
    best_score = score;
    best = delay;
  }
  return best * hop / rate;
}

/// Frequency beside `hz` by the phase between the two halves of a window, and the amplitude that it rests on.
struct FrequencyError {
  double hz = 0.0;
  double amplitude = 0.0;
};

FrequencyError frequency_error(const std::vector<double>& channel, int rate, const ToneWindow& window,
                               double hz) {
  const std::size_t half = window.size / 2;
  const Column weights = hann(half);
  const auto first = static_cast<std::size_t>(window.first);
  const double cycles = hz / rate;
  const auto middle = static_cast<double>(half);
  const Complex early = amplitude(channel, first, weights, cycles, middle);
  const Complex late = amplitude(channel, first + half, weights, cycles, 0.0);
  return {std::arg(late * std::conj(early)) * rate / (turn * middle), std::sqrt(std::abs(early * late))};
}

/// One tone's opinion of the clock.
struct Opinion {
  double offset;
  double weight;
};

/// The value that half of the weight lies below: one tone that lost samples does not move it far.
double weighted_median(std::vector<Opinion> opinions) {
  std::sort(opinions.begin(), opinions.end(),
            [](const Opinion& a, const Opinion& b) { return a.offset < b.offset; });
  double all = 0.0;
  for (const Opinion& opinion : opinions) all += opinion.weight;
  double below = 0.0;
  for (const Opinion& opinion : opinions) {
    below += opinion.weight;
    if (below >= 0.5 * all) return opinion.offset;
  }
  return 0.0;
}

/// Expanded uncertainty of their median, from their median distance to it: for Gaussian ones 1.4826 of that
/// is the standard deviation, and the median's is 1.2533 times the mean's.
double median_u95(const std::vector<Opinion>& opinions, double median) {
  std::vector<Opinion> distances;
  double sum = 0.0;
  double squares = 0.0;
  for (const Opinion& opinion : opinions) {
    distances.push_back({std::abs(opinion.offset - median), opinion.weight});
    sum += opinion.weight;
    squares += opinion.weight * opinion.weight;
  }
  if (!(squares > 0.0)) return 0.0;
  const double independent = sum * sum / squares;
  return coverage_factor * 1.4826 * 1.2533 * weighted_median(std::move(distances)) / std::sqrt(independent);
}

/// The clock from tones up to `highest_hz`, starting from what is known of it.
ToneClock refined(const std::vector<double>& channel, int rate, const std::vector<ToneSlot>& slots,
                  ToneClock clock, double highest_hz) {
  constexpr double most_offset = 1e-3;
  std::vector<Opinion> opinions;
  for (const ToneSlot& slot : slots) {
    const ToneWindow window = window_of(slot, clock, rate);
    if (slot.hz > highest_hz || !window.inside(channel.size())) continue;
    const FrequencyError error = frequency_error(channel, rate, window, clock.hz(slot.hz));
    opinions.push_back({error.hz / slot.hz, error.amplitude * slot.hz});
  }
  const double change = weighted_median(opinions);
  clock.offset = std::clamp(clock.offset + change, -most_offset, most_offset);
  clock.offset_u95 = median_u95(opinions, change);
  return clock;
}

/// What the delay is still short of: the shift at which the phases of the lower tones agree best.
double residual_delay(const std::vector<double>& channel, int rate, const std::vector<ToneSlot>& slots,
                      const ToneClock& clock) {
  constexpr double highest_hz = 2000.0;
  constexpr double reach_s = 0.015;
  constexpr double step_s = 2e-5;
  std::vector<std::pair<double, Complex>> phases;
  for (const ToneSlot& slot : slots) {
    const ToneWindow window = window_of(slot, clock, rate);
    if (slot.hz > highest_hz || !window.inside(channel.size())) continue;
    // Every tone is a cosine about the middle of its stretch.
    const double middle = clock.arrival_s(slot.centre_s()) * rate - static_cast<double>(window.first);
    const double hz = clock.hz(slot.hz);
    const Complex found =
        amplitude(channel, static_cast<std::size_t>(window.first), hann(window.size), hz / rate, middle);
    phases.emplace_back(hz, found / std::max(std::abs(found), 1e-300));
  }
  double best = 0.0;
  double best_sum = -1.0;
  const auto steps = static_cast<int>(reach_s / step_s);
  for (int step = -steps; step <= steps; ++step) {
    const double shift = step * step_s;
    Complex sum;
    for (const auto& [hz, phase] : phases) sum += phase * std::polar(1.0, turn * hz * shift);
    if (std::abs(sum) <= best_sum) continue;
    best_sum = std::abs(sum);
    best = shift;
  }
  return best;
}

}  // namespace

ToneWindow window_of(const ToneSlot& slot, const ToneClock& clock, int sample_rate) {
  const auto half = static_cast<std::ptrdiff_t>(slot.hold_s * sample_rate / 2.0);
  const auto centre =
      static_cast<std::ptrdiff_t>(std::llround(clock.arrival_s(slot.centre_s()) * sample_rate));
  return {centre - half, 2 * static_cast<std::size_t>(half) + 1};
}

ToneClock locate_tones(const std::vector<double>& channel, int sample_rate,
                       const std::vector<ToneSlot>& slots) {
  ToneClock clock;
  const double middle_s = 0.5 * (slots.front().begins_s + slots.back().ends_s());
  const double found_s = coarse_delay(channel, sample_rate, slots) + middle_s;
  clock.delay_s = found_s - middle_s;
  // Half a cycle between the halves of a window: 500 ppm are unmistakable up to 6 kHz.
  for (const double highest_hz : {3e3, 1e9, 1e9}) {
    clock = refined(channel, sample_rate, slots, clock, highest_hz);
    clock.delay_s = found_s - middle_s / (1.0 + clock.offset);
  }
  clock.delay_s += residual_delay(channel, sample_rate, slots, clock);
  return clock;
}

}  // namespace ohmsweep
