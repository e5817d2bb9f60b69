#pragma once
// What players do to the sound that they should only play.

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ohmsweep::test {

/// A one-pole low-pass, and the envelope that a compressor follows.
class OnePole {
 public:
  OnePole(double seconds, double rate) : share_(1.0 - std::exp(-1.0 / (seconds * rate))) {}
  double next(double x) { return state_ += share_ * (x - state_); }
  [[nodiscard]] double state() const { return state_; }

 private:
  double share_;
  double state_ = 0.0;
};

/// Gain falls by half of what the level exceeds `threshold` by, in decibels; it falls within `attack_s` and
/// recovers within `release_s`.
struct Compressor {
  double threshold = 0.01;
  double attack_s = 0.005;
  double release_s = 0.1;

  void operator()(std::vector<double>& left, std::vector<double>& right, double rate) const {
    const double attack = 1.0 - std::exp(-1.0 / (attack_s * rate));
    const double release = 1.0 - std::exp(-1.0 / (release_s * rate));
    double envelope = 0.0;
    for (std::size_t n = 0; n < left.size(); ++n) {
      const double level = std::max(std::abs(left[n]), std::abs(right[n]));
      envelope += (level > envelope ? attack : release) * (level - envelope);
      const double gain = envelope > threshold ? std::sqrt(threshold / envelope) : 1.0;
      left[n] *= gain;
      right[n] *= gain;
    }
  }
};

/// Bass below 200 Hz that is lifted the more the quieter the sound is.
inline void loudness(std::vector<double>& left, std::vector<double>& right, double rate) {
  OnePole bass_left(1.0 / (2.0 * M_PI * 200.0), rate);
  OnePole bass_right(1.0 / (2.0 * M_PI * 200.0), rate);
  double envelope = 0.0;
  for (std::size_t n = 0; n < left.size(); ++n) {
    const double level = std::max(std::abs(left[n]), std::abs(right[n]));
    envelope = std::max(level, envelope * std::exp(-1.0 / (0.3 * rate)));
    const double lift = std::clamp(0.05 / std::max(envelope, 1e-6), 0.2, 2.0);
    left[n] += lift * bass_left.next(left[n]);
    right[n] += lift * bass_right.next(right[n]);
  }
}

/// A peaking filter of both channels (R. Bristow-Johnson, Audio EQ Cookbook).
struct Notch {
  double hz = 1000.0;
  double gain_db = -12.0;
  double q = 4.0;

  void operator()(std::vector<double>& left, std::vector<double>& right, double rate) const {
    const double w = 2.0 * M_PI * hz / rate;
    const double alpha = std::sin(w) / (2.0 * q);
    const double a = std::pow(10.0, gain_db / 40.0);
    for (std::vector<double>* channel : {&left, &right}) {
      double x1 = 0.0;
      double x2 = 0.0;
      double y1 = 0.0;
      double y2 = 0.0;
      for (double& sample : *channel) {
        const double x = sample;
        sample = ((1.0 + alpha * a) * x - 2.0 * std::cos(w) * (x1 - y1) + (1.0 - alpha * a) * x2 -
                  (1.0 - alpha / a) * y2) /
                 (1.0 + alpha / a);
        x2 = std::exchange(x1, x);
        y2 = std::exchange(y1, sample);
      }
    }
  }
};

/// The same bass whatever the level.
inline void equaliser(std::vector<double>& left, std::vector<double>& right, double rate) {
  OnePole bass_left(1.0 / (2.0 * M_PI * 200.0), rate);
  OnePole bass_right(1.0 / (2.0 * M_PI * 200.0), rate);
  for (std::size_t n = 0; n < left.size(); ++n) {
    left[n] += 1.5 * bass_left.next(left[n]);
    right[n] += 1.5 * bass_right.next(right[n]);
  }
}

/// A volume of numbers, rounded to 16 bits without dither; the amplifier behind it makes up for it, so that
/// the sound is as loud as without.
struct DigitalVolume {
  double down_db = 10.0;

  void operator()(std::vector<double>& left, std::vector<double>& right, double) const {
    const double steps = 32768.0 * std::pow(10.0, -down_db / 20.0);
    for (auto* channel : {&left, &right}) {
      for (double& sample : *channel) sample = std::round(sample * steps) / steps;
    }
  }
};

inline void mono_sum(std::vector<double>& left, std::vector<double>& right, double) {
  for (std::size_t n = 0; n < left.size(); ++n) left[n] = right[n] = 0.5 * (left[n] + right[n]);
}

}  // namespace ohmsweep::test
