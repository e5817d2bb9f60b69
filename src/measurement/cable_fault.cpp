// What keeps a cable from being judged at all: each of these would turn every figure into nonsense.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "ohmsweep/core/units.h"
#include "ohmsweep/measurement/cable_report.h"
#include "ohmsweep/measurement/input_levels.h"

namespace ohmsweep {

namespace {

/// An input that hears less than this of what the other one hears is not connected: crosstalk.
constexpr double not_connected = 0.01;
/// A connected input hears at least this of what it heard before, an unconnected one less.
constexpr double still_connected = 0.3;
/// Below this neither harmonics nor crosstalk stand out of common noise.
constexpr double least_dbfs = -60.0;
constexpr double least_snr_db = 30.0;

double dbfs(double amplitude) { return 20.0 * std::log10(std::max(amplitude, 1e-12)); }

std::optional<std::string> fault_of_input(const HeardLadder& input, const InputNoise& noise, int channel) {
  const HeardTone& loudest = input.loudest();
  const double level = dbfs(loudest.amplitude);
  const bool at_full_scale = input.peak >= 0.999;
  if (at_full_scale || input.clipped_samples > 0) {
    return fmt::format(
        "Input {} is cut off at {:.1f} dBFS by a tone of {:.0f} dBFS; turn its gain down, switch it to line, "
        "or "
        "play less with --level.",
        channel, dbfs(input.peak), loudest.level_dbfs);
  }
  if (level < least_dbfs || level - 3.0 - noise.rms_dbfs < least_snr_db) {
    return fmt::format(
        "Input {} hears a tone of {:.0f} dBFS at {:.0f} dBFS over a noise of {:.0f} dBFS, too quiet to "
        "judge; turn "
        "the output's volume or the input's gain up, or play louder with --level.",
        channel, loudest.level_dbfs, level, noise.rms_dbfs);
  }
  return std::nullopt;
}

/// Rms of the loudest second, DC left out: hum and noise of a silent input stay far below a sweep.
double loudness(const std::vector<double>& channel, int sample_rate) {
  const auto block = static_cast<std::size_t>(std::max(1, sample_rate));
  double largest = 0.0;
  for (std::size_t from = 0; from < channel.size(); from += block) {
    const std::size_t to = std::min(channel.size(), from + block);
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t n = from; n < to; ++n) {
      sum += channel[n];
      squares += channel[n] * channel[n];
    }
    const auto count = static_cast<double>(to - from);
    largest = std::max(largest, squares / count - sum * sum / (count * count));
  }
  return std::sqrt(std::max(0.0, largest));
}

bool hears_sweep(const std::vector<double>& channel, int sample_rate, const HeardLadder& both) {
  return loudness(channel, sample_rate) > still_connected * both.loudest().amplitude / std::sqrt(2.0);
}

}  // namespace

std::optional<std::string> fault_of_ladder(const LadderReading& reading, int source_channel,
                                           int dut_channel) {
  const double source = heard(reading.source) ? reading.source.loudest().amplitude : 0.0;
  const double dut = heard(reading.dut) ? reading.dut.loudest().amplitude : 0.0;
  if (source <= 0.0 && dut <= 0.0) {
    return fmt::format(
        "Neither input {} nor input {} hears the tone; check the output's cable, channel and volume, and "
        "that "
        "the cable leads to both inputs.",
        source_channel, dut_channel);
  }
  for (const auto& [silent, other, channel, other_channel] :
       {std::tuple{source, dut, source_channel, dut_channel},
        std::tuple{dut, source, dut_channel, source_channel}}) {
    if (silent >= not_connected * other) continue;
    return fmt::format(
        "Input {} hears nothing of the tone that input {} hears; check the cable to input {}, its channel "
        "number "
        "and its gain.",
        channel, other_channel, channel);
  }
  if (auto fault = fault_of_input(reading.source, reading.noise.source, source_channel)) return fault;
  return fault_of_input(reading.dut, reading.noise.dut, dut_channel);
}

std::optional<std::string> fault_of_single(const Recording& take, const LadderReading& both, CableEnd end,
                                           int source_channel, int dut_channel) {
  const bool to_source = end == CableEnd::source;
  const bool source = hears_sweep(take.source, take.sample_rate, both.source);
  const bool dut = hears_sweep(take.dut, take.sample_rate, both.dut);
  const int wanted = to_source ? source_channel : dut_channel;
  const int other = to_source ? dut_channel : source_channel;
  const bool wanted_hears = to_source ? source : dut;
  const bool other_hears = to_source ? dut : source;
  if (wanted_hears && !other_hears) return std::nullopt;
  if (wanted_hears) {
    return fmt::format(
        "Input {} still hears the sound that is meant for input {} alone; pull its cable out, and if it is "
        "out, "
        "look for a mono mix of both inputs.",
        other, wanted);
  }
  if (other_hears) {
    return fmt::format("The cable is in input {} and not in input {}; exchange it.", other, wanted);
  }
  return fmt::format("Neither input hears the sound; connect the cable from the output to input {}.", wanted);
}

}  // namespace ohmsweep
