#include "signal/deconvolution.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ohmsweep/signal/fft.h"

namespace ohmsweep {

namespace {

/// 0 at `zero`, 1 at `one` (either order), with two continuous derivatives: a kink would ring at its own
/// frequency.
double smooth_step(double x, double zero, double one) {
  const double position = std::clamp((x - zero) / (one - zero), 0.0, 1.0);
  return position - std::sin(2.0 * std::numbers::pi * position) / (2.0 * std::numbers::pi);
}

/// The band that the sweep fills: smooth in log frequency at its lower edge (sharp edges ring into the gate),
/// and short at the upper one, where ringing has died long before the gate ends.
double taper(const SweepTiming& timing, double hz) {
  if (hz <= timing.from_hz || hz >= 0.9995 * timing.to_hz) return 0.0;
  return smooth_step(std::log(hz), std::log(timing.from_hz), std::log(2.0 * timing.from_hz)) *
         smooth_step(hz, 0.9995 * timing.to_hz, 0.99 * timing.to_hz);
}

/// A take fades at its very ends: what hum and DC leave there would otherwise be a step of the circular
/// transform.
std::vector<double> faded_and_padded(const std::vector<double>& channel, std::size_t size, double rate) {
  std::vector<double> padded(size, 0.0);
  std::copy(channel.begin(), channel.end(), padded.begin());
  double mean = 0.0;
  for (const double sample : channel) mean += sample;
  mean /= static_cast<double>(channel.size());
  const std::size_t edge = std::min(channel.size() / 4, static_cast<std::size_t>(0.01 * rate));
  for (std::size_t n = 0; n < channel.size(); ++n) {
    const std::size_t from_edge = std::min(n, channel.size() - 1 - n);
    const double weight =
        from_edge >= edge ? 1.0 : smooth_step(static_cast<double>(from_edge), 0.0, static_cast<double>(edge));
    padded[n] = weight * (padded[n] - mean);
  }
  return padded;
}

}  // namespace

double SweepTiming::time_of(double hz) const { return start_s + rate_constant_s * std::log(hz / from_hz); }

double SweepTiming::harmonic_lead(double order) const { return rate_constant_s * std::log(order); }

SweepTiming timing_of(const ExponentialSweep& sweep) {
  return {sweep.from.value(), sweep.to.value(), sweep.rate_constant().value(), sweep.lead_in.value()};
}

Deconvolution::Deconvolution(const Stimulus& stimulus, std::size_t size)
    : size_(size), rate_(stimulus.sweep.sample_rate) {
  std::vector<double> padded(size, 0.0);
  std::copy_n(stimulus.samples.begin(), std::min(size, stimulus.samples.size()), padded.begin());
  stimulus_ = forward_real(padded);
  const SweepTiming timing = timing_of(stimulus.sweep);
  inverse_.resize(stimulus_.size());
  for (std::size_t k = 0; k < stimulus_.size(); ++k) {
    const double weight = taper(timing, static_cast<double>(k) * rate_ / static_cast<double>(size));
    inverse_[k] = weight > 0.0 ? weight / stimulus_[k] : Complex{};
  }
}

std::vector<Complex> Deconvolution::transfer(const std::vector<double>& channel) const {
  std::vector<Complex> bins = forward_real(faded_and_padded(channel, size_, rate_));
  for (std::size_t k = 0; k < bins.size(); ++k) bins[k] *= inverse_[k];
  return bins;
}

std::vector<double> Deconvolution::replay(std::vector<Complex> bins) const {
  for (std::size_t k = 0; k < bins.size(); ++k)
    bins[k] *= inverse_[k] == Complex{} ? Complex{} : stimulus_[k];
  return inverse_real(std::move(bins), size_);
}

double Deconvolution::line_gain(double hz) const {
  const auto bin = static_cast<std::size_t>(std::llround(hz * static_cast<double>(size_) / rate_));
  return bin < inverse_.size() ? std::abs(inverse_[bin]) : 0.0;
}

Responses respond(const Deconvolution& deconvolution, const SweepTiming& timing,
                  const std::vector<double>& source, const std::vector<double>& dut, double rate) {
  Responses responses;
  responses.rate = rate;
  responses.take_s = static_cast<double>(source.size()) / rate;
  responses.timing = timing;
  responses.source_transfer = deconvolution.transfer(source);
  responses.dut_transfer = deconvolution.transfer(dut);
  responses.source = inverse_real(responses.source_transfer, deconvolution.size());
  responses.dut = inverse_real(responses.dut_transfer, deconvolution.size());
  const auto louder = [](double a, double b) { return std::abs(a) < std::abs(b); };
  const auto peak = std::max_element(responses.source.begin(), responses.source.end(), louder);
  responses.delay = static_cast<std::size_t>(peak - responses.source.begin());
  return responses;
}

Responses slowed(const Responses& responses, double highest_hz) {
  const double bin_hz = responses.rate / static_cast<double>(responses.size());
  const auto kept = std::min(responses.source_transfer.size(), static_cast<std::size_t>(highest_hz / bin_hz));
  const std::size_t size = std::min(responses.size(), fast_size(2 * kept + 2));
  const auto below = [&](const std::vector<Complex>& transfer) {
    std::vector<Complex> bins(size / 2 + 1);
    std::copy_n(transfer.begin(), std::min(kept, bins.size()), bins.begin());
    return inverse_real(std::move(bins), size);
  };
  Responses slow;
  slow.source = below(responses.source_transfer);
  slow.dut = below(responses.dut_transfer);
  const double slower = static_cast<double>(size) / static_cast<double>(responses.size());
  slow.rate = responses.rate * slower;
  slow.scale = responses.scale / slower;
  slow.delay = static_cast<std::size_t>(std::llround(static_cast<double>(responses.delay) * slower)) % size;
  slow.take_s = responses.take_s;
  slow.source_as_played = responses.source_as_played;
  slow.timing = responses.timing;
  return slow;
}

std::size_t Responses::index(long tau_samples) const {
  const auto n = static_cast<long>(size());
  const long wrapped = (static_cast<long>(delay) + tau_samples) % n;
  return static_cast<std::size_t>(wrapped < 0 ? wrapped + n : wrapped);
}

double Responses::delay_s() const {
  const double seconds = static_cast<double>(delay) / rate;
  return seconds > period_s() / 2 ? seconds - period_s() : seconds;
}

}  // namespace ohmsweep
