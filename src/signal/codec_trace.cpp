#include "ohmsweep/signal/codec_trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "ohmsweep/core/median.h"
#include "ohmsweep/signal/fft.h"
#include "signal/deconvolution.h"
#include "signal/gate.h"

namespace ohmsweep {

namespace {

/// Bands in which a circuit's response has died within a few hundredths of a second, and a resampler leaves
/// no images of what lies near half the rate.
constexpr std::array centres_hz{700.0, 1400.0, 2800.0, 5600.0};
/// Half the width of a band, octaves: its flanks are so smooth that they do not ring into the stretches
/// below.
constexpr double half_octaves = 0.7;
/// What is near: the response up to this share of L before its arrival, short of the second harmonic at ln 2.
constexpr double near_share = 0.55;
/// What is elsewhere: between the second and the third harmonic, at ln 2 and ln 3, while the sweep sounds.
constexpr double far_from_share = 1.0;
constexpr double far_to_share = 0.8;
/// Of the following noise per unit of ln f: MP3 at 320 kbit/s, the best, leaves −84 dB; converters under −95
/// dB.
constexpr double least_following = 1.6e-9;  // −88 dB
constexpr double beyond_chance = 5.0;

struct Excess {
  double value = 0.0;
  double variance = 0.0;
};

/// The response in one band, on the responses' time axis.
std::vector<double> band_response(const Responses& responses, const std::vector<Complex>& transfer,
                                  double centre_hz) {
  std::vector<Complex> bins(transfer.size());
  const double bin_hz = responses.rate / static_cast<double>(responses.size());
  const auto begin = static_cast<std::size_t>(centre_hz * std::exp2(-half_octaves) / bin_hz);
  const auto end =
      std::min(bins.size(), static_cast<std::size_t>(centre_hz * std::exp2(half_octaves) / bin_hz));
  for (std::size_t k = std::max<std::size_t>(1, begin); k < end; ++k) {
    const double octaves = std::log2(static_cast<double>(k) * bin_hz / centre_hz);
    const double cosine = std::cos(0.5 * std::numbers::pi * octaves / half_octaves);
    bins[k] = transfer[k] * std::pow(std::max(0.0, cosine), 4.0);
  }
  return inverse_real(std::move(bins), responses.size());
}

double energy(const Responses& axis, const std::vector<double>& response, double from_s, double to_s) {
  double sum = 0.0;
  const long to = std::lround(to_s * axis.rate);
  for (long n = std::lround(from_s * axis.rate); n < to; ++n) {
    const double sample = response[axis.index(n)];
    sum += sample * sample;
  }
  return sum;
}

/// Of one band of one passage. Under the band's flanks B = 0.3 of its centre is what noise has of freedom:
/// 2 B t values in a time t.
Excess excess_in(const Responses& responses, const std::vector<Complex>& transfer, double centre_hz) {
  constexpr double freedom_per_cycle = 0.6;
  const double l = responses.timing.rate_constant_s;
  const std::vector<double> response = band_response(responses, transfer, centre_hz);
  const double linear = energy(responses, response, -0.01, 0.01);
  const double nearest_s = std::max(0.025, std::min(0.2 * l, 40.0 / centre_hz));
  const double near_s = near_share * l - nearest_s;
  const double far_s = (far_from_share - far_to_share) * l;
  if (!(linear > 0.0) || !(near_s > 0.02)) return {};
  const double near = energy(responses, response, -near_share * l, -nearest_s) * l / near_s / linear;
  const double far = energy(responses, response, -far_from_share * l, -far_to_share * l) * l / far_s / linear;
  const double freedom = freedom_per_cycle * centre_hz;
  return {near - far, 2.0 * far * far * (1.0 / (freedom * near_s) + 1.0 / (freedom * far_s))};
}

/// Of one passage: every band.
struct PassageTrace {
  std::array<Excess, centres_hz.size()> bands{};
  double ends_hz = 0.0;  ///< 0: it does not
};

/// Mean power of the gated response over a 24th of an octave.
double power_at(const GatedSpectrum& spectrum, double hz) {
  const double half = std::exp2(1.0 / 48.0);
  double sum = 0.0;
  double count = 0.0;
  const auto end =
      std::min(spectrum.source.size(), static_cast<std::size_t>(hz * half / spectrum.bin_hz) + 1);
  for (auto k = static_cast<std::size_t>(hz / half / spectrum.bin_hz); k < end; ++k) {
    sum += std::norm(spectrum.source[k]);
    count += 1.0;
  }
  return count > 0.0 ? sum / count : 0.0;
}

/// The lowest frequency between 6 and 19.6 kHz from which on the level lies far below what it was a sixth of
/// an octave lower, up to the sweep's end: no circuit falls by 200 dB per octave, and no converter that a
/// player has at 44.1 kHz or more begins so low.
double missing_from(const Responses& responses) {
  constexpr double lowest_hz = 6e3;
  constexpr double highest_hz = 19.6e3;  // MP3 at 192 kbit/s ends at 19.2 kHz
  constexpr double fall = 4e-4;          // −34 dB
  const GatedSpectrum spectrum = gated(responses, GateShape{0.010, 0.008, 0.008, 0.010}, 0.0);
  const double step = std::exp2(1.0 / 24.0);
  const double top_hz = responses.timing.highest_usable_hz() / step;
  std::vector<double> powers;  // at lowest_hz times each power of step
  const int count = static_cast<int>(std::floor(std::log(top_hz / lowest_hz) / std::log(step)));
  powers.reserve(static_cast<std::size_t>(std::max(0, count)));
  for (int i = 0; i < count; ++i) powers.push_back(power_at(spectrum, lowest_hz * std::pow(step, i)));
  constexpr std::size_t sixth = 4;
  for (std::size_t i = sixth; i + 1 < powers.size(); ++i) {
    const double hz = lowest_hz * std::pow(step, static_cast<double>(i));
    if (hz > highest_hz) break;
    const double loudest_above =
        *std::max_element(powers.begin() + static_cast<std::ptrdiff_t>(i), powers.end());
    if (loudest_above < fall * powers[i - sixth]) return hz / std::exp2(1.0 / 12.0);
  }
  return 0.0;
}

PassageTrace trace_of(const SoundingPassage& passage, const Deconvolution& deconvolution) {
  const std::vector<double>& channel = passage.on_dut ? passage.take.dut : passage.take.source;
  const Responses responses =
      respond(deconvolution, timing_of(passage.stimulus.sweep), channel, channel, passage.take.sample_rate);
  PassageTrace trace;
  for (std::size_t band = 0; band < centres_hz.size(); ++band) {
    trace.bands[band] = excess_in(responses, responses.source_transfer, centres_hz[band]);
  }
  trace.ends_hz = missing_from(responses);
  return trace;
}

/// A click in one passage must not count: the median of the passages, band by band.
Excess median_of(const std::vector<PassageTrace>& traces, std::size_t band) {
  std::vector<double> values;
  double variance = 0.0;
  for (const PassageTrace& trace : traces) {
    values.push_back(trace.bands[band].value);
    variance += trace.bands[band].variance;
  }
  const auto count = static_cast<double>(traces.size());
  const double of_the_median = traces.size() > 2 ? 0.5 * std::numbers::pi : 1.0;
  return {median(values), of_the_median * variance / (count * count)};
}

void judge_noise(CodecTrace& trace, const std::vector<PassageTrace>& traces) {
  double weights = 0.0;
  double sum = 0.0;
  std::vector<double> bands;
  for (std::size_t band = 0; band < centres_hz.size(); ++band) {
    const Excess excess = median_of(traces, band);
    if (!(excess.variance > 0.0)) continue;
    weights += 1.0 / excess.variance;
    sum += excess.value / excess.variance;
    bands.push_back(excess.value);
  }
  if (bands.empty()) return;
  trace.following = sum / weights;
  trace.standard_uncertainty = std::sqrt(1.0 / weights);
  // One band alone may hold something else, an image of a resampler.
  trace.follows = trace.following > std::max(least_following, beyond_chance * trace.standard_uncertainty) &&
                  median(bands) > least_following;
}

void judge_end(CodecTrace& trace, const std::vector<PassageTrace>& traces) {
  std::vector<double> ends;
  ends.reserve(traces.size());
  for (const PassageTrace& each : traces) ends.push_back(each.ends_hz);
  if (*std::min_element(ends.begin(), ends.end()) > 0.0) trace.ends_hz = median(ends);
}

/// The sweep must stand far out of the noise, or nothing can be said.
bool heard(const PassageTrace& trace) {
  return std::all_of(trace.bands.begin(), trace.bands.end(), [](const Excess& excess) {
    return excess.variance > 0.0 && std::sqrt(excess.variance) < 1e-4;
  });
}

}  // namespace

CodecTrace codec_trace(const std::vector<SoundingPassage>& passages) {
  CodecTrace trace;
  if (passages.empty()) return trace;
  std::size_t longest = passages.front().stimulus.samples.size();
  for (const SoundingPassage& passage : passages) longest = std::max(longest, passage.take.source.size());
  const Deconvolution deconvolution(passages.front().stimulus, fast_size(longest));
  std::vector<PassageTrace> traces;
  for (const SoundingPassage& passage : passages) {
    const PassageTrace of_passage = trace_of(passage, deconvolution);
    if (heard(of_passage)) traces.push_back(of_passage);
  }
  if (traces.empty()) return trace;
  judge_noise(trace, traces);
  judge_end(trace, traces);
  return trace;
}

}  // namespace ohmsweep
