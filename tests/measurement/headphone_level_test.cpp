/// A gain that was touched after calibrating shows in the levels.

#include <gtest/gtest.h>

#include <cmath>

#include "calibration/synthetic_rig.h"
#include "ohmsweep/measurement/headphone.h"

namespace ohmsweep {
namespace {

/// A headphone on a rig whose gains were `source` and `dut` times those of the calibration.
ImpedanceCurve after_touching(double source, double dut, const Device& device) {
  SyntheticBench before({}, 1e-5);
  const Calibration calibration = solve(record_standards(before), {});
  SyntheticRig touched;
  touched.source_gain *= source;
  touched.dut_gain *= dut;
  SyntheticBench after(touched, 1e-5, 7);
  return headphone_impedance(after.take(device, "left"), calibration);
}

std::vector<Device> headphones() {
  return {resistor(8.0), voice_coil(32.0, 60.0, 95.0, 2.0, 0.1e-3),
          voice_coil(300.0, 250.0, 95.0, 1.5, 0.4e-3), resistor(600.0)};
}

TEST(PainPoint6, ATouchedSourceGainIsNoticed) {
  for (const Device& device : headphones()) {
    for (const double gain : {0.96, 1.04, 1.41}) {
      const Findings findings = after_touching(gain, 1.0, device).findings;
      ASSERT_EQ(findings.size(), 1U) << gain << " " << device(1000.0);
      EXPECT_EQ(findings.front().code, FindingCode::gain_changed) << gain << " " << device(1000.0);
    }
  }
}

TEST(PainPoint6, ATouchedVolumeIsNoticedThoughTheImpedanceStands) {
  const Device device = voice_coil(32.0, 60.0, 95.0, 2.0, 0.1e-3);
  const ImpedanceCurve curve = after_touching(0.7, 0.7, device);
  EXPECT_TRUE(has(curve.findings, FindingCode::gain_changed));
  EXPECT_FALSE(has_blocking(curve.findings));
  EXPECT_NEAR(std::abs(curve.impedance_ohm[200] / device(curve.grid[200])), 1.0, 1e-3);
}

TEST(PainPoint6, AnUntouchedRigRaisesNothing) {
  for (const Device& device : headphones()) EXPECT_TRUE(after_touching(1.0, 1.0, device).findings.empty());
}

TEST(DriveLevelTest, FindsTheInterfacesOutputResistance) {
  SyntheticRig rig;
  rig.source_ohm = 75.0;
  SyntheticBench bench(rig, 1e-6);
  EXPECT_NEAR(solve(record_standards(bench), {}).drive.output_ohm, 75.0, 1.5);
}

TEST(DriveLevelTest, IsUnknownWithoutAShort) {
  SyntheticBench bench({}, 1e-6);
  std::vector<StandardTake> takes = record_standards(bench, {10.0, 100.0, 330.0});
  takes.erase(takes.begin() + 1);
  EXPECT_EQ(solve(takes, {}).drive, DriveLevel{});
}

}  // namespace
}  // namespace ohmsweep
