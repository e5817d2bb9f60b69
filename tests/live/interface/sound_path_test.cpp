#include "live/interface/sound_path.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "audio/bench_takes.h"
#include "audio/temporary_folder.h"
#include "live/interface/bench_response.h"
#include "live/interface/interface_controls.h"
#include "ohmsweep/formats/bench_file.h"
#include "ohmsweep/signal/fft.h"

namespace ohmsweep::live {
namespace {

using bench_takes::largest_difference;
using bench_takes::peak;
using bench_takes::rms;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int rate = bench_takes::rate;
constexpr std::size_t period = 256;
using Samples = std::vector<double>;

/// An interface with its controls, driven without a server.
class Interface {
 public:
  Interface() : path_(rate, 2, 2), controls_(path_.convolver(), rate, period, 2, 2) {}

  std::string tell(const std::string& line) {
    std::string note = controls_.obey(line);
    used_ = controls_.settings();
    path_.use(&used_);
    if (controls_.fault()) path_.arm(*controls_.fault());
    return note;
  }

  /// What both channels record while these are played.
  std::array<Samples, 2> play(const Samples& one, const Samples& other) {
    std::array<Samples, 2> recorded;
    for (std::size_t at = 0; at < one.size(); at += period) {
      std::array<std::array<float, period>, 2> in{};
      std::array<std::array<float, period>, 2> out{};
      for (std::size_t i = 0; i < std::min(period, one.size() - at); ++i) {
        in[0][i] = static_cast<float>(one[at + i]);
        in[1][i] = static_cast<float>(other[at + i]);
      }
      const std::array<const float*, 2> played{in[0].data(), in[1].data()};
      const std::array<float*, 2> captured{out[0].data(), out[1].data()};
      path_.process(played.data(), captured.data(), period);
      for (std::size_t c = 0; c < 2; ++c) recorded[c].insert(recorded[c].end(), out[c].begin(), out[c].end());
    }
    return recorded;
  }
  std::array<Samples, 2> play(const Samples& one) { return play(one, Samples(one.size())); }

  [[nodiscard]] const SoundPath& path() const { return path_; }

 private:
  SoundPath path_;
  InterfaceControls controls_;
  InterfaceSettings used_;
};

/// 1, 2, 3 … in steps that a float holds exactly.
Samples ramp(std::size_t count) {
  Samples samples(count);
  for (std::size_t i = 0; i < count; ++i) samples[i] = std::ldexp(static_cast<double>(i + 1), -20);
  return samples;
}

Samples sine(double amplitude, double hz, std::size_t count) {
  Samples samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    samples[i] = amplitude * std::sin(bench_takes::turn * hz * static_cast<double>(i) / rate);
  }
  return samples;
}

Samples part(const Samples& samples, std::size_t from, std::size_t count) {
  return {samples.begin() + static_cast<std::ptrdiff_t>(from),
          samples.begin() + static_cast<std::ptrdiff_t>(from + count)};
}

TEST(InterfaceLoop, ReturnsTheFirstPlayedChannelBitForBit) {
  Interface loop;
  loop.tell("loop");
  const auto recorded = loop.play(ramp(2048), sine(0.5, 1000.0, 2048));
  EXPECT_EQ(recorded[0], ramp(2048));
  EXPECT_EQ(recorded[1], ramp(2048));
}

TEST(InterfaceLoop, TakesOtherRoutes) {
  Interface loop;
  const Samples one = ramp(512);
  const Samples other = Samples(512, 0.25);
  loop.tell("route 2 2");
  EXPECT_THAT(loop.play(one, other)[1], Each(0.25));
  loop.tell("route 2 1:0.5+2:-1");
  EXPECT_DOUBLE_EQ(loop.play(one, other)[1][99], 0.5 * one[99] - 0.25);
  loop.tell("route 2 none");
  EXPECT_THAT(loop.play(one, other)[1], Each(0.0));
  loop.tell("swap on");
  EXPECT_EQ(loop.play(one, other)[1], one);
  loop.tell("mono on");
  EXPECT_DOUBLE_EQ(loop.play(one, other)[0][7], 0.5 * one[7]);
  EXPECT_DOUBLE_EQ(loop.play(one, other)[1][7], 0.5 * one[7]);
}

TEST(InterfaceLoop, SaysWhatItDoesNotUnderstand) {
  Interface loop;
  EXPECT_THROW(loop.tell("sing"), std::runtime_error);
  EXPECT_THROW(loop.tell("gain 3 1"), std::runtime_error);
  EXPECT_THROW(loop.tell("gain 1"), std::runtime_error);
  EXPECT_THROW(loop.tell("gain 1 loud"), std::exception);
  EXPECT_THROW(loop.tell("state open"), std::runtime_error);
}

TEST(InterfaceFault, RepeatsOnePeriodAtItsMomentAndOnlyOnce) {
  Interface loop;
  loop.tell("drop 1000");
  EXPECT_THAT(loop.play(Samples(4096))[0], Each(0.0));  // waits for sound
  const Samples recorded = loop.play(ramp(4096))[0];
  EXPECT_EQ(part(recorded, 0, 1000), part(ramp(4096), 0, 1000));
  EXPECT_EQ(part(recorded, 1000, 3000), part(ramp(4096), 1000 - period, 3000));
  EXPECT_EQ(loop.path().faults(), 1);
  EXPECT_EQ(loop.path().heard(), 4096);
}

TEST(InterfaceFault, LeavesOutOnePeriod) {
  Interface loop;
  loop.tell("drop 1000 skip");
  const Samples recorded = loop.play(ramp(4096))[0];
  EXPECT_EQ(part(recorded, period, 1000 - period), part(ramp(4096), 0, 1000 - period));
  EXPECT_EQ(part(recorded, 1000, 3000), part(ramp(4096), 1000, 3000));
}

TEST(InterfaceFault, SlipsByAFewSamplesEitherWay) {
  Interface loop;
  loop.tell("slip 1000 3");
  EXPECT_EQ(part(loop.play(ramp(4096))[0], 1000, 2000), part(ramp(4096), 997, 2000));
  Interface other;
  other.tell("slip 1000 -3");
  const Samples recorded = other.play(ramp(4096))[0];
  EXPECT_DOUBLE_EQ(recorded[999], ramp(4096)[996]);
  EXPECT_DOUBLE_EQ(recorded[1000], ramp(4096)[1000]);
}

TEST(InterfaceFault, FallsSilentForAWhile) {
  Interface loop;
  loop.tell("zero 1000 300");
  const Samples recorded = loop.play(ramp(4096))[0];
  EXPECT_THAT(part(recorded, 1000, 300), Each(0.0));
  EXPECT_EQ(part(recorded, 1300, 2000), part(ramp(4096), 1300, 2000));
  EXPECT_DOUBLE_EQ(recorded[999], ramp(4096)[999]);
}

TEST(InterfaceFault, StrikesAgainWhenToldAgain) {
  Interface loop;
  loop.tell("slip 500 1");
  (void)loop.play(ramp(1024));
  loop.tell("slip 500 1");
  EXPECT_EQ(part(loop.play(ramp(1024))[0], 600, 100), part(ramp(1024), 598, 100));
  EXPECT_EQ(loop.path().faults(), 2);
}

TEST(InterfaceDefect, AmplifiesClipsAndOffsetsOneChannelOnly) {
  Interface loop;
  loop.tell("gain 2 6.0206dB");
  loop.tell("clip 2 0.5");
  loop.tell("dc 2 -0.01");
  const auto recorded = loop.play(sine(0.4, 1000.0, 4800));
  EXPECT_NEAR(peak(recorded[0]), 0.4, 1e-7);
  EXPECT_DOUBLE_EQ(*std::ranges::max_element(recorded[1]), 0.5);
  EXPECT_DOUBLE_EQ(*std::ranges::min_element(recorded[1]), -0.5);
}

TEST(InterfaceDefect, HumsAndHissesAtTheStatedLevel) {
  Interface loop;
  loop.tell("silent 1 on");
  loop.tell("hum 1 -40dB 60");
  loop.tell("noise 2 1e-3");
  const auto recorded = loop.play(Samples(rate));
  EXPECT_NEAR(rms(recorded[0]), 0.01, 1e-5);
  EXPECT_NEAR(rms(recorded[1]), 1e-3, 2e-5);
  Interface other;
  other.tell("pink 1 1e-3");
  EXPECT_NEAR(rms(other.play(Samples(8 * rate))[0]), 1e-3, 2e-4);
}

TEST(InterfaceDefect, NoiseIsTheSameForTheSameSeed) {
  const auto noise = [](const std::string& seed) {
    Interface loop;
    loop.tell("seed " + seed);
    loop.tell("noise 1 0.1");
    return loop.play(Samples(1000))[0];
  };
  EXPECT_EQ(noise("3"), noise("3"));
  EXPECT_NE(noise("3"), noise("4"));
}

TEST(InterfaceDefect, HighPassHalvesThePowerAtItsCorner) {
  Interface loop;
  loop.tell("highpass 1 100");
  const Samples recorded = loop.play(sine(0.5, 100.0, rate))[0];
  EXPECT_NEAR(rms(part(recorded, rate / 2, rate / 4)), 0.25, 0.002);
}

TEST(InterfaceDefect, AutomaticGainHoldsTheLevel) {
  Interface loop;
  loop.tell("riding 1 -20dB");
  for (const double amplitude : {0.5, 0.05}) {
    const Samples recorded = loop.play(sine(amplitude, 1000.0, 2 * rate))[0];
    EXPECT_NEAR(rms(part(recorded, rate, rate)), 0.1, 0.002) << amplitude;
  }
}

TEST(InterfaceDefect, MonitoringReturnsWhatIsRecordedAPeriodLater) {
  Interface loop;
  loop.tell("monitor 0.5");
  Samples click(4 * period);
  click[10] = 0.5;
  const Samples recorded = loop.play(click)[0];
  EXPECT_DOUBLE_EQ(recorded[10], 0.5);
  EXPECT_DOUBLE_EQ(recorded[10 + period], 0.25);
  EXPECT_DOUBLE_EQ(recorded[10 + 2 * period], 0.125);
}

/// The demo's bench without the keys that begin so.
std::string demo_without(const std::vector<std::string>& beginnings) {
  std::istringstream lines{std::string(demo_bench_text())};
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    const auto begins = [&](const std::string& beginning) { return line.starts_with(beginning); };
    if (std::ranges::none_of(beginnings, begins)) kept += line + "\n";
  }
  return kept;
}

const std::vector<std::string> nonlinear{"dac_", "adc_", "second_harmonic", "third_harmonic", "bits"};
const std::vector<std::string> random_and_slow{"noise",         "pink_noise", "hum", "source_high_pass",
                                               "dut_high_pass", "dc "};

/// Without what a fade leaves beyond the band, and of values that a float holds.
Stimulus band_limited_sweep() {
  Stimulus stimulus = bench_takes::short_sweep();
  const std::size_t size = stimulus.samples.size();
  std::vector<Complex> bins = forward_real(stimulus.samples);
  for (std::size_t k = 0; k < bins.size(); ++k) {
    bins[k] *= 0.5 * std::erfc((static_cast<double>(k) / static_cast<double>(size) - 0.44) / 0.005);
  }
  stimulus.samples = inverse_real(std::move(bins), size);
  for (double& sample : stimulus.samples) sample = static_cast<double>(static_cast<float>(sample));
  return stimulus;
}

TEST(InterfaceBench, RecordsWhatTheBenchWithoutAClockRecords) {
  std::vector<std::string> absent = nonlinear;
  absent.insert(absent.end(), random_and_slow.begin(), random_and_slow.end());
  const TemporaryFolder folder;
  const auto file = folder.file("bench.toml", demo_without(absent));
  Interface live;
  EXPECT_THAT(live.tell("bench " + file.string()), IsEmpty());
  EXPECT_THAT(live.tell("state left dynamic300"), IsEmpty());
  const Stimulus stimulus = band_limited_sweep();
  const Recording offline = bench_takes::take(read_bench(file), stimulus, {"left", "dynamic300", "", 1});
  Samples padded = stimulus.samples;
  padded.resize(padded.size() + rate / 2);
  const auto recorded = live.play(padded);
  constexpr std::size_t lag = bench_block + response_lead;
  const double level = peak(offline.source);
  EXPECT_LT(largest_difference(part(recorded[0], lag, offline.source.size()), offline.source), 1e-6 * level);
  EXPECT_LT(largest_difference(part(recorded[1], lag, offline.dut.size()), offline.dut), 1e-6 * level);
  EXPECT_GT(level, 0.1);
}

TEST(InterfaceBench, MakesTheNoiseOfItsInputs) {
  const TemporaryFolder folder;
  const auto file = folder.file("bench.toml", "[converters]\nnoise = \"-80dBFS\"\ndc = \"100ppm\"\n");
  Interface live;
  live.tell("bench " + file.string());
  const Samples recorded = live.play(Samples(rate))[1];
  EXPECT_NEAR(rms(recorded), std::hypot(1e-4, 1e-4), 3e-6);
}

TEST(InterfaceBench, SaysWhatItLeavesOut) {
  Interface live;
  EXPECT_THAT(live.tell("bench demo"), HasSubstr("distortion"));
  EXPECT_THAT(live.tell("state unloaded dongle phones"), HasSubstr("clock"));
  EXPECT_THROW(live.tell("state left nobody"), std::exception);
}

TEST(InterfaceBench, EveryPlugInHasItsOwnContact) {
  Interface live;
  const TemporaryFolder folder;
  std::vector<std::string> absent = random_and_slow;
  absent.emplace_back("gain_drift");
  live.tell("bench " + folder.file("bench.toml", demo_without(absent)).string());
  live.tell("state short");
  const double first = live.play(sine(0.5, 1000.0, rate))[1][rate / 2];
  live.tell("state short");
  EXPECT_NE(live.play(sine(0.5, 1000.0, rate))[1][rate / 2], first);
}

}  // namespace
}  // namespace ohmsweep::live
