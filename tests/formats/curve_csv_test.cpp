#include "ohmsweep/formats/curve_csv.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>
#include <sstream>

#include "formats/example_curve.h"
#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

std::vector<std::string> lines_of(const std::string& csv) {
  std::vector<std::string> lines;
  std::istringstream text(csv);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::vector<double> numbers_of(const std::string& line) {
  std::vector<double> numbers;
  std::istringstream text(line);
  for (std::string cell; std::getline(text, cell, ',');) numbers.push_back(std::stod(cell));
  return numbers;
}

TEST(CurveCsv, BeginsWithTheContractsHeader) {
  EXPECT_EQ(
      lines_of(curve_csv(example_curve())).front(),
      "frequency_hz,impedance_ohm,phase_deg,resistance_ohm,reactance_ohm,impedance_u95_ohm,phase_u95_deg,"
      "snr_db");
}

TEST(CurveCsv, RunsFromTwentyHertzToTwentyKilohertzUnlessAskedOtherwise) {
  const auto lines = lines_of(curve_csv(example_curve()));
  EXPECT_TRUE(lines.at(1).starts_with("20,"));
  EXPECT_TRUE(lines.back().starts_with("20000,"));
  EXPECT_EQ(lines.size() - 1, example_curve().grid.within(audible_from, audible_to).size());
  const auto wide = lines_of(curve_csv(example_curve(), Hertz(1), Hertz(1e6)));
  EXPECT_EQ(wide.size() - 1, example_curve().grid.size());
}

TEST(CurveCsv, EachColumnIsTheQuantityOfItsHeader) {
  const ImpedanceCurve curve = example_curve();
  for (const std::string& line : lines_of(curve_csv(curve, Hertz(100), Hertz(5000)))) {
    if (line.starts_with("frequency")) continue;
    const auto cell = numbers_of(line);
    ASSERT_EQ(cell.size(), 8U);
    const Complex z(30.0, 2 * std::numbers::pi * cell[0] * 1e-3);
    EXPECT_NEAR(cell[1], std::abs(z), 1e-8 * std::abs(z));
    EXPECT_NEAR(cell[2], std::arg(z) * 180 / std::numbers::pi, 1e-6);
    EXPECT_NEAR(cell[3], z.real(), 1e-6);
    EXPECT_NEAR(cell[4], z.imag(), 1e-6);
    EXPECT_NEAR(cell[5], 2 * 0.01, 1e-9);
    EXPECT_NEAR(cell[6], 2 * 0.01 / std::abs(z) * 180 / std::numbers::pi, 1e-8);
    EXPECT_EQ(cell[7], 80.5);
  }
}

TEST(CurveCsv, AnOutputsBoundStandsInPlaceOfAValueAndSaysSo) {
  ImpedanceCurve curve = example_curve();
  curve.upper_bound.assign(curve.grid.size(), false);
  const std::size_t bounded = curve.grid.find(1000.0).value();
  curve.upper_bound[bounded] = true;
  const auto lines = lines_of(output_csv(curve, Hertz(900), Hertz(1100)));
  EXPECT_TRUE(lines.front().ends_with("snr_db,upper_bound"));
  for (const std::string& line : lines) {
    if (line.starts_with("frequency")) continue;
    const auto cell = numbers_of(line);
    ASSERT_EQ(cell.size(), 9U);
    const double magnitude = std::hypot(cell[3], cell[4]);
    EXPECT_EQ(cell[8], cell[0] == 1000.0 ? 1.0 : 0.0);
    EXPECT_NEAR(cell[1], magnitude + (cell[0] == 1000.0 ? cell[5] : 0.0), 1e-6);
  }
}

TEST(CurveCsv, HoldsOneKilohertzExactly) {
  EXPECT_THAT(curve_csv(example_curve()), ::testing::HasSubstr("\n1000,"));
}

TEST(CurveCsv, ABandThatTheCurveDoesNotReachIsRefused) {
  EXPECT_THROW((void)curve_csv(example_curve(), Hertz(30e3), Hertz(40e3)), Error);
  EXPECT_THROW((void)curve_csv(ImpedanceCurve{}), Error);
}

}  // namespace
}  // namespace ohmsweep
