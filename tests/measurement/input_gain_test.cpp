#include "measurement/input_gain.h"

#include <gtest/gtest.h>

#include <cmath>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {
namespace {

/// Devices whose impedance changes over the band.
std::vector<Device> varying() {
  return {voice_coil(8.0, 32.0, 100.0, 3.0, 0.025e-3), voice_coil(32.0, 60.0, 95.0, 2.0, 0.1e-3),
          voice_coil(300.0, 250.0, 95.0, 1.5, 0.4e-3)};
}

Calibration calibrated(const SyntheticRig& rig = {}) {
  SyntheticBench bench(rig, 1e-6);
  return solve(record_standards(bench), {});
}

RatioCurve take(double source, double dut, const Device& device, unsigned seed = 7) {
  SyntheticRig touched;
  touched.source_gain *= source;
  touched.dut_gain *= dut;
  SyntheticBench bench(touched, 1e-6, seed);
  return bench.take(device, "left");
}

TEST(InputGain, OfOneInputIsFoundWhateverTheLevelIs) {
  const Calibration calibration = calibrated();
  for (const Device& device : varying()) {
    for (const double dut : {0.8, 0.98, 1.02}) {
      for (const double level : {0.5, 1.0, 2.0}) {
        const InputGain gain = fit_input_gain(take(level, level * dut, device), calibration).value();
        EXPECT_NEAR(std::log(gain.ratio), std::log(dut), 5.0 * gain.ratio_uncertainty)
            << dut << " at " << level;
        EXPECT_LT(gain.ratio_uncertainty, 0.02);
        EXPECT_NEAR(gain.level, level, 0.03 * level);
      }
    }
  }
}

TEST(InputGain, IsNotToldByAFlatDevice) {
  const Calibration calibration = calibrated();
  const InputGain gain = fit_input_gain(take(1.0, 1.1, resistor(32.0)), calibration).value();
  EXPECT_GT(gain.ratio_uncertainty, 0.1);
}

TEST(InputGain, IsNotToldWhereTheOutputHasNoResistance) {
  SyntheticRig stiff;
  stiff.source_ohm = 0.01;
  const Calibration calibration = calibrated(stiff);
  SyntheticBench bench(stiff, 1e-6, 3);
  const auto gain = fit_input_gain(bench.take(varying().front(), "left"), calibration);
  EXPECT_TRUE(!gain || gain->ratio_uncertainty > 0.05);
}

TEST(InputGain, IsNothingWithoutLevels) {
  RatioCurve ratio = take(1.0, 1.0, varying().front());
  ratio.source_level.clear();
  EXPECT_FALSE(fit_input_gain(ratio, calibrated()));
  Calibration silent = calibrated();
  silent.drive = {};
  EXPECT_FALSE(fit_input_gain(take(1.0, 1.0, varying().front()), silent));
}

Finding finding_of(double source, double dut, const Device& device) {
  const Findings findings = headphone_impedance(take(source, dut, device), calibrated()).findings;
  EXPECT_EQ(findings.size(), 1U);
  return findings.empty() ? Finding{} : findings.front();
}

TEST(GainFindings, BlockACurveOfAnInputThatWasTouched) {
  for (const Device& device : varying()) {
    const Finding finding = finding_of(1.0, 0.89, device);
    EXPECT_EQ(finding.code, FindingCode::gain_changed);
    EXPECT_EQ(finding.severity, Severity::blocking) << finding.detail;
  }
}

TEST(GainFindings, OnlyNoteAnotherDriveLevel) {
  for (const Device& device : varying()) {
    for (const double level : {0.5, 2.0}) {
      const Finding finding = finding_of(level, level, device);
      EXPECT_EQ(finding.code, FindingCode::gain_changed);
      EXPECT_EQ(finding.severity, Severity::note) << finding.detail;
    }
  }
}

TEST(GainFindings, WarnWhereItMayBeEither) {
  EXPECT_EQ(finding_of(0.5, 0.5, resistor(32.0)).severity, Severity::warning);
}

TEST(GainFindings, RaiseNoFalseAlarmOver200Takes) {
  const Calibration calibration = calibrated();
  for (unsigned seed = 0; seed < 200; ++seed) {
    const std::vector<Device> devices = varying();
    const ImpedanceCurve curve =
        headphone_impedance(take(1.0, 1.0, devices[seed % devices.size()], seed), calibration);
    EXPECT_TRUE(curve.findings.empty()) << seed;
  }
}

}  // namespace
}  // namespace ohmsweep
