#include "ohmsweep/signal/sweep.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>

#include "ohmsweep/core/error.h"
#include "signal/metadata_number.h"

namespace ohmsweep {

namespace {

constexpr double pi = std::numbers::pi;
constexpr double highest_fraction_of_rate = 0.46;
constexpr std::string_view metadata_mark = "ohmsweep exponential sweep:";

std::size_t samples_in(Seconds time, int rate) {
  return static_cast<std::size_t>(std::llround(time.value() * rate));
}

double phase_at(const ExponentialSweep& sweep, double t) {
  const double growth = std::exp(t / sweep.rate_constant().value());
  const double offset = sweep.form == SweepForm::classic ? 1.0 : 0.0;
  return 2.0 * pi * sweep.from.value() * sweep.rate_constant().value() * (growth - offset);
}

/// Raised-cosine fades: an eighth of the first period in, 2 ms out. They keep the edges from clicking and
/// leave the spectrum alone above 1.2 f1 and below 0.995 f2.
double fade(const ExponentialSweep& sweep, double t) {
  const double fade_in = 1.0 / (8.0 * sweep.from.value());
  const double fade_out = 0.002;
  const double rise = std::min(1.0, t / fade_in);
  const double fall = std::min(1.0, (sweep.duration.value() - t) / fade_out);
  return 0.25 * (1.0 - std::cos(pi * rise)) * (1.0 - std::cos(pi * fall));
}

/// Goes on for the fraction of a sample by which a sampled sweep may outlast its duration.
double unbounded_value(const ExponentialSweep& sweep, double t) {
  return sweep.amplitude * fade(sweep, t) * std::sin(phase_at(sweep, t));
}

/// To the grid of a 24-bit converter, so that a sweep is the same samples in memory and in a file.
double to_24_bit(double value) { return std::round(value * 8388608.0) / 8388608.0; }

}  // namespace

Seconds ExponentialSweep::rate_constant() const { return duration / std::log(to / from); }

Seconds ExponentialSweep::time_of(Hertz frequency) const {
  return rate_constant() * std::log(frequency / from);
}

Hertz highest_sweep_frequency(int sample_rate) {
  return std::min(Hertz(22e3), Hertz(highest_fraction_of_rate * sample_rate));
}

void check(const ExponentialSweep& sweep) {
  const double limit = highest_fraction_of_rate * sweep.sample_rate;
  if (sweep.sample_rate <= 0) {
    throw usage_error(
        fmt::format("a sample rate of {} is not possible; use 44100 to 192000", sweep.sample_rate));
  }
  if (!(sweep.from.value() > 0.0) || !(sweep.to > sweep.from)) {
    throw usage_error(
        fmt::format("a sweep from {} Hz to {} Hz does not rise; give a lower --from or a higher --to",
                    sweep.from.value(), sweep.to.value()));
  }
  if (sweep.to.value() > limit * (1 + 1e-9)) {
    throw usage_error(
        fmt::format("a sweep up to {} Hz is too high for {} samples per second; end at {:.0f} Hz or lower",
                    sweep.to.value(), sweep.sample_rate, std::floor(limit)));
  }
  if (sweep.to / sweep.from < 4.0) {
    throw usage_error(fmt::format("a sweep from {} Hz to {} Hz covers less than two octaves; widen it",
                                  sweep.from.value(), sweep.to.value()));
  }
  if (!(sweep.duration.value() >= 0.1 && sweep.duration.value() <= 120.0)) {
    throw usage_error(
        fmt::format("a sweep of {} s is out of range; use 0.1 s to 120 s", sweep.duration.value()));
  }
  if (!(sweep.lead_in.value() >= 0.0 && sweep.lead_out.value() >= 0.0)) {
    throw usage_error("the silence around a sweep cannot be negative");
  }
  if (!(sweep.amplitude > 0.0 && sweep.amplitude <= 1.0)) {
    throw usage_error(fmt::format("a sweep amplitude of {} is out of range; use a level of at most 0 dBFS",
                                  sweep.amplitude));
  }
}

double value_at(const ExponentialSweep& sweep, Seconds since) {
  const double t = since.value();
  if (t < 0.0 || t >= sweep.duration.value()) return 0.0;
  return unbounded_value(sweep, t);
}

Stimulus render(const ExponentialSweep& sweep) {
  check(sweep);
  const std::size_t before = samples_in(sweep.lead_in, sweep.sample_rate);
  const std::size_t active = samples_in(sweep.duration, sweep.sample_rate);
  const std::size_t after = samples_in(sweep.lead_out, sweep.sample_rate);
  std::vector<double> samples(before + active + after, 0.0);
  for (std::size_t n = 0; n < active; ++n) {
    const double t = static_cast<double>(n) / sweep.sample_rate;
    samples[before + n] = to_24_bit(unbounded_value(sweep, t));
  }
  return {sweep, std::move(samples)};
}

std::string to_metadata(const ExponentialSweep& sweep) {
  return fmt::format(
      "{} form={} from_hz={:.17g} to_hz={:.17g} duration_s={:.17g} amplitude={:.17g} rate={} "
      "lead_in_s={:.17g} lead_out_s={:.17g}",
      metadata_mark, sweep.form == SweepForm::classic ? "classic" : "synchronised", sweep.from.value(),
      sweep.to.value(), sweep.duration.value(), sweep.amplitude, sweep.sample_rate, sweep.lead_in.value(),
      sweep.lead_out.value());
}

bool parse_metadata(const std::string& text, ExponentialSweep& sweep) {
  const auto mark = text.find(metadata_mark);
  if (mark == std::string::npos) return false;
  const std::string_view line = std::string_view(text).substr(mark);
  double from = 0;
  double to = 0;
  double duration = 0;
  double amplitude = 0;
  double rate = 0;
  double lead_in = 0;
  double lead_out = 0;
  const bool complete = read_number(line, "from_hz", from) && read_number(line, "to_hz", to) &&
                        read_number(line, "duration_s", duration) &&
                        read_number(line, "amplitude", amplitude) && read_number(line, "rate", rate) &&
                        read_number(line, "lead_in_s", lead_in) && read_number(line, "lead_out_s", lead_out);
  if (!complete || rate < 1 || rate > 1e6) return false;
  const ExponentialSweep read{.from = Hertz(from),
                              .to = Hertz(to),
                              .duration = Seconds(duration),
                              .amplitude = amplitude,
                              .sample_rate = static_cast<int>(rate),
                              .form = line.find("form=classic") == std::string_view::npos
                                          ? SweepForm::synchronised
                                          : SweepForm::classic,
                              .lead_in = Seconds(lead_in),
                              .lead_out = Seconds(lead_out)};
  try {
    check(read);
  } catch (const Error&) {
    return false;  // a damaged comment is no reason to refuse the file: the samples tell as well
  }
  sweep = read;
  return true;
}

}  // namespace ohmsweep
