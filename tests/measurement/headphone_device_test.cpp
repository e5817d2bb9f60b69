/// Every wrong state of a device is its own finding, and no other.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {
namespace {

using Codes = std::vector<FindingCode>;

Codes codes_of(const ImpedanceCurve& curve) {
  Codes codes;
  for (const Finding& finding : curve.findings) {
    if (finding.code != FindingCode::uncalibrated) codes.push_back(finding.code);
  }
  return codes;
}

const Codes none{};
const Codes only_swapped{FindingCode::channels_swapped};
const Codes only_open{FindingCode::device_open};
const Codes only_shorted{FindingCode::device_shorted};
const Codes only_negative{FindingCode::negative_resistance};

/// A calibrated bench, and what it and the plain divider find in a device.
class Bench : public ::testing::Test {
 protected:
  [[nodiscard]] Codes calibrated(const RatioCurve& take) const {
    return codes_of(headphone_impedance(take, calibration));
  }
  [[nodiscard]] static Codes uncalibrated(const RatioCurve& take) {
    return codes_of(uncalibrated_impedance(take, {}));
  }
  RatioCurve take(const Device& device) { return bench.take(device, "left"); }

  SyntheticBench bench{{}, 1e-5};
  Calibration calibration = solve(record_standards(bench), {});
};

using GoodDevice = Bench;
using PainPoint3 = Bench;
using PainPoint4 = Bench;
using PainPoint5 = Bench;
using ShortedDevice = Bench;
using ActiveDevice = Bench;
using SpoiltTake = Bench;

TEST_F(GoodDevice, HasNoFindings) {
  for (const Device& device : {resistor(1.5), resistor(4.0), voice_coil(6.0, 30.0, 2500.0, 2.0, 0.02e-3),
                               resistor(16.0), voice_coil(32.0, 60.0, 95.0, 2.0, 0.1e-3),
                               voice_coil(300.0, 250.0, 95.0, 1.5, 0.4e-3), resistor(600.0)}) {
    EXPECT_EQ(calibrated(take(device)), none) << device(1000.0);
    EXPECT_EQ(uncalibrated(take(device)), none) << device(1000.0);
  }
}

TEST_F(GoodDevice, HasNoFindingsInHeavyNoise) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SyntheticBench noisy({}, 5e-3, seed);
    for (const double ohm : {2.0, 32.0, 600.0})
      EXPECT_EQ(calibrated(noisy.take(resistor(ohm), "left")), none) << seed << " " << ohm;
  }
}

TEST_F(PainPoint3, SwappedChannelsAreTheOnlyFinding) {
  for (const Device& device : {resistor(0.0), resistor(4.0), voice_coil(6.0, 30.0, 2500.0, 2.0, 0.02e-3),
                               voice_coil(32.0, 60.0, 95.0, 2.0, 0.1e-3),
                               voice_coil(300.0, 250.0, 95.0, 1.5, 0.4e-3), resistor(600.0)}) {
    EXPECT_EQ(calibrated(swapped(take(device))), only_swapped) << device(1000.0);
    EXPECT_EQ(uncalibrated(swapped(take(device))), only_swapped) << device(1000.0);
  }
}

/// A take of a 32 Ω headphone with exchanged channel numbers, on a bench of this gain ratio and its
/// calibration.
std::pair<RatioCurve, Calibration> swapped_on_unequal_channels(double gain) {
  SyntheticRig rig;
  rig.source_gain = 1.0;
  rig.dut_gain = gain;
  SyntheticBench unequal(rig, 1e-5);
  const Calibration own = solve(record_standards(unequal), {});
  return {swapped(unequal.take(voice_coil(32.0, 60.0, 95.0, 2.0, 0.1e-3), "left")), own};
}

TEST_F(PainPoint3, SwappedPlugsAreFoundWhateverTheChannelsGains) {
  for (const double gain : {0.4, 0.6, 1.6, 2.5}) {
    auto [take_of_numbers, own] = swapped_on_unequal_channels(gain);
    // Exchanged plugs leave the gains where they were.
    for (Complex& ratio : take_of_numbers.ratio) ratio *= gain * gain;
    EXPECT_EQ(codes_of(headphone_impedance(take_of_numbers, own)), only_swapped) << gain;
  }
}

TEST_F(PainPoint3, SwappedChannelNumbersAreFoundOnUnequalChannels) {
  for (const double gain : {0.4, 0.6, 0.9, 1.1}) {
    const auto [take_of_numbers, own] = swapped_on_unequal_channels(gain);
    EXPECT_EQ(codes_of(headphone_impedance(take_of_numbers, own)), only_swapped) << gain;
  }
}

TEST_F(PainPoint4, AnOpenCableIsTheOnlyFinding) {
  EXPECT_EQ(calibrated(take(nothing_connected())), only_open);
  EXPECT_EQ(uncalibrated(take(nothing_connected())), only_open);
}

TEST_F(PainPoint4, AnOpenCableIsFoundOnABenchWithoutAnyNoise) {
  SyntheticBench silent({}, 0.0);
  const Calibration exact = solve(record_standards(silent), {});
  EXPECT_EQ(codes_of(headphone_impedance(silent.take(nothing_connected(), "left"), exact)), only_open);
}

TEST_F(PainPoint4, AnOpenCableIsFoundInHeavyNoise) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SyntheticBench noisy({}, 5e-3, seed);
    EXPECT_EQ(calibrated(noisy.take(nothing_connected(), "left")), only_open) << seed;
  }
}

TEST_F(PainPoint4, AnOpenCableIsFoundAfterTheGainHasMoved) {
  for (const double change : {0.97, 1.004, 1.03}) {
    RatioCurve moved = take(nothing_connected());
    for (Complex& ratio : moved.ratio) ratio *= change;
    EXPECT_EQ(uncalibrated(moved), only_open) << change;
    if (change > 1.0) {
      EXPECT_EQ(calibrated(moved), only_open) << change;
    }
  }
}

TEST_F(PainPoint5, TenMegohmsBehindAWrongSwitchAreAnOpen) {
  for (const double ohm : {30e3, 100e3, 10e6}) {
    EXPECT_EQ(calibrated(take(resistor(ohm))), only_open) << ohm;
    EXPECT_EQ(uncalibrated(take(resistor(ohm))), only_open) << ohm;
  }
}

TEST_F(ShortedDevice, IsTheOnlyFinding) {
  for (const double ohm : {0.0, 0.02, 0.2}) {
    EXPECT_EQ(calibrated(take(resistor(ohm))), only_shorted) << ohm;
    EXPECT_EQ(uncalibrated(take(resistor(ohm))), only_shorted) << ohm;
  }
}

TEST_F(ShortedDevice, IsFoundInHeavyNoise) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    SyntheticBench noisy({}, 4e-3, seed);
    EXPECT_EQ(calibrated(noisy.take(resistor(0.0), "left")), only_shorted) << seed;
  }
}

TEST_F(ActiveDevice, IsNegativeResistanceAndNothingElse) {
  for (const double ohm : {-2.0, -10.0, -35.0})
    EXPECT_EQ(calibrated(take(resistor(ohm))), only_negative) << ohm;
}

TEST_F(ActiveDevice, IsFoundWhereItIsActiveInPartOfTheBandOnly) {
  const Device device = [](double hz) { return Complex(hz > 3000.0 && hz < 4000.0 ? -3.0 : 20.0, 1.0); };
  EXPECT_EQ(calibrated(take(device)), only_negative);
}

TEST_F(SpoiltTake, IsJudgedByItsOwnBlockingFindingAlone) {
  for (const FindingCode code : {FindingCode::clipping, FindingCode::dropout, FindingCode::too_quiet}) {
    for (const Device& device : {nothing_connected(), resistor(0.0), resistor(-10.0)}) {
      RatioCurve spoilt = take(device);
      spoilt.findings.push_back({Severity::blocking, code, "in this take"});
      EXPECT_EQ(calibrated(spoilt), Codes{code});
      EXPECT_EQ(uncalibrated(spoilt), Codes{code});
      EXPECT_EQ(calibrated(swapped(spoilt)), Codes{code});
    }
  }
}

TEST_F(SpoiltTake, KeepsLowSnrAndRepeatsThatDisagree) {
  RatioCurve spoilt = take(resistor(32.0));
  spoilt.findings = {{Severity::warning, FindingCode::low_snr, "below 40 Hz"},
                     {Severity::warning, FindingCode::unstable_device, "by 3 %"}};
  EXPECT_EQ(calibrated(spoilt), (Codes{FindingCode::low_snr, FindingCode::unstable_device}));
}

TEST_F(SpoiltTake, OfAShortIsNotCalledNoisyToo) {
  RatioCurve shorted = take(resistor(0.0));
  shorted.findings = {{Severity::warning, FindingCode::low_snr, "on the dut channel"}};
  EXPECT_EQ(calibrated(shorted), only_shorted);
}

TEST_F(SpoiltTake, WrongStatesBlockAVerdict) {
  for (const Device& device : {nothing_connected(), resistor(0.0), resistor(-10.0)})
    EXPECT_TRUE(has_blocking(headphone_impedance(take(device), calibration).findings));
}

}  // namespace
}  // namespace ohmsweep
