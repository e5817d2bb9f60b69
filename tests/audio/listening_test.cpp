#include "ohmsweep/audio/listening.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

constexpr int rate = 8000;

/// Hears silence, `sound_s` of a square wave from `start_s` on, silence for ever.
class Phone : public AudioDevice {
 public:
  Phone(double start_s, double sound_s) : start_s_(start_s), sound_s_(sound_s) {}
  [[nodiscard]] Recording play_and_record(const Stimulus&, const AudioFormat&, const TakeState&,
                                          const Progress&) override {
    throw failure("nothing is to be played");
  }
  void listen(const std::vector<double>& loop, const AudioFormat&, const TakeState&,
              const Listener& listener) override {
    EXPECT_TRUE(loop.empty());
    for (double t = 0.0;; t += 0.1) {
      const double level = t >= start_s_ && t < start_s_ + sound_s_ ? 0.1 : 1e-5;
      heard_s = t + 0.1;
      if (!listener(std::vector<double>(rate / 10, level), std::vector<double>(rate / 10, -level))) return;
    }
  }
  [[nodiscard]] std::string name() const override { return "phone"; }
  double heard_s = 0.0;

 private:
  double start_s_;
  double sound_s_;
};

Stimulus seconds(double s) {
  Stimulus stimulus;
  stimulus.sweep.sample_rate = rate;
  stimulus.samples.assign(static_cast<std::size_t>(s * rate), 0.0);
  return stimulus;
}

double length_s(const Recording& take) { return static_cast<double>(take.source.size()) / rate; }

Recording heard(double start_s, double sound_s, double stimulus_s) {
  const auto device = make_listening(std::make_unique<Phone>(start_s, sound_s));
  AudioFormat format;
  format.sample_rate = rate;
  return device->play_and_record(seconds(stimulus_s), format, {"unloaded", "phone", "out", 0}, {});
}

TEST(Listening, WaitsForTheSoundAndEndsAfterIt) {
  EXPECT_NEAR(length_s(heard(41.0, 10.0, 10.0)), 54.0, 0.3);
  EXPECT_NEAR(length_s(heard(0.0, 10.0, 10.0)), 13.0, 0.3);
}

TEST(Listening, ASoundThatNeverEndsIsCutOff) { EXPECT_NEAR(length_s(heard(1.0, 1e9, 10.0)), 19.0, 0.3); }

TEST(Listening, AClickBeforeTheSoundDoesNotEndItEarly) {
  // The click, 8 s of nothing and then the sound: recorded to its end all the same.
  class Clicked : public Phone {
   public:
    Clicked() : Phone(9.0, 6.0) {}
    void listen(const std::vector<double>& loop, const AudioFormat& format, const TakeState& state,
                const Listener& listener) override {
      if (!listener(std::vector<double>(rate / 10, 0.5), std::vector<double>(rate / 10, 0.0))) return;
      Phone::listen(loop, format, state, listener);
    }
  };
  const auto device = make_listening(std::make_unique<Clicked>());
  AudioFormat format;
  format.sample_rate = rate;
  EXPECT_GT(length_s(device->play_and_record(seconds(10.0), format, {}, {})), 15.0);
}

TEST(Listening, SaysWhatToLookAtWhereNothingIsHeard) {
  try {
    (void)heard(100.0, 10.0, 10.0);
    FAIL() << "silence was taken for a sound";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("Nothing was heard of the player in 60 s"));
  }
}

}  // namespace
}  // namespace ohmsweep
