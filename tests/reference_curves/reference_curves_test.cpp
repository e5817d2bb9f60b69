/// Impedance curves that others measured, traced or computed: read as their files state them.

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "ohmsweep/formats/impedance_file.h"
#include "ohmsweep/measurement/minimum_phase.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ReadImpedance read(const std::string& name) {
  std::ifstream file(std::filesystem::path(OHMSWEEP_REFERENCE_CURVES) / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return read_impedance(text.str(), name);
}

TEST(ReferenceCurves, AMeasuredLoudspeakerIsReadToTheLastDigitOfItsFile) {
  const ReadImpedance curve = read("L16RNX_0g_242_27mV.zma");
  EXPECT_EQ(curve.format, ImpedanceFormat::zma);
  EXPECT_TRUE(curve.has_phase);
  EXPECT_THAT(curve.findings, IsEmpty());
  EXPECT_EQ(curve.frequency_hz.front(), 10.0);
  EXPECT_EQ(curve.frequency_hz.back(), 20000.0);
  EXPECT_NEAR(std::abs(curve.impedance_ohm.front()), 7.1179, 1e-12);
  EXPECT_NEAR(phase_deg(curve.impedance_ohm.front()), 25.2241, 1e-10);
  EXPECT_NEAR(std::abs(curve.impedance_ohm.back()), 27.1868, 1e-12);
}

TEST(ReferenceCurves, TheMeasuredPhaseOfALoudspeakerIsThatOfMinimumPhase) {
  const ReadImpedance curve = read("L16RNX_0g_242_27mV.zma");
  std::vector<double> magnitude;
  for (const Complex& z : curve.impedance_ohm) magnitude.push_back(std::abs(z));
  const std::vector<double> phase = minimum_phase_rad(curve.frequency_hz, magnitude);
  double squares = 0.0;
  int points = 0;
  for (std::size_t i = 0; i < phase.size(); ++i) {
    if (curve.frequency_hz[i] < 20.0 || curve.frequency_hz[i] > 5e3) continue;
    const double error = phase[i] * 180.0 / M_PI - phase_deg(curve.impedance_ohm[i]);
    squares += error * error;
    ++points;
  }
  EXPECT_LT(std::sqrt(squares / points), 1.5);
}

TEST(ReferenceCurves, APhaseColumnOfZerosIsNone) {
  const ReadImpedance curve = read("Knowles_HODVTEC-31618.zma");
  EXPECT_FALSE(curve.has_phase);
  EXPECT_THAT(curve.frequency_hz, SizeIs(1774));
  EXPECT_NEAR(curve.impedance_ohm.front().real(), 9.048699, 1e-12);
}

TEST(ReferenceCurves, AComputedNetworkOfInEarDriversIsRead) {
  const ReadImpedance curve = read("Project_Resonator_4BA_composite.zma");
  EXPECT_TRUE(curve.has_phase);
  EXPECT_THAT(curve.findings, IsEmpty());
  EXPECT_NEAR(phase_deg(curve.impedance_ohm.front()), -3.5008, 1e-10);
}

TEST(ReferenceCurves, ATracedCurveOutOfOrderIsSortedAndReported) {
  const ReadImpedance curve = read("electrical_impedance.csv");
  EXPECT_EQ(curve.format, ImpedanceFormat::csv);
  EXPECT_FALSE(curve.has_phase);
  ASSERT_THAT(curve.findings, SizeIs(2));
  EXPECT_THAT(curve.findings[0].detail, AllOf(HasSubstr("18 of 192 rows"), HasSubstr("line 51")));
  EXPECT_THAT(curve.findings[1].detail, AllOf(HasSubstr("10 frequencies"), HasSubstr("averaged")));
}

}  // namespace
}  // namespace ohmsweep
