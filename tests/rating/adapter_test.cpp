#include "ohmsweep/rating/adapter.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ohmsweep/rating/response.h"
#include "rating/analytic_curves.h"
#include "refusal.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;
using testing_support::bounded;
using testing_support::curve_from;
using testing_support::flat;
using testing_support::resonant;

TEST(Adapter, OfNothingChangesNothing) {
  const ImpedanceCurve output = curve_from([](double hz) { return Complex(2.0, 1e-4 * hz); }, 0.01);
  const ImpedanceCurve seen = behind(output, {});
  EXPECT_EQ(seen.impedance_ohm, output.impedance_ohm);
  EXPECT_EQ(seen.covariance, output.covariance);
  EXPECT_DOUBLE_EQ(level_change_db(flat(32.0), output, {}), 0.0);
}

TEST(Adapter, InSeriesAddsItsResistanceAndCostsLevel) {
  EXPECT_NEAR(behind(flat(2.0), {Ohms(10.0), {}}).impedance_ohm[7].real(), 12.0, 1e-12);
  EXPECT_NEAR(level_change_db(flat(32.0), flat(2.0), {Ohms(10.0), {}}), 20.0 * std::log10(34.0 / 44.0),
              1e-12);
}

TEST(Adapter, AcrossTheHeadphoneTamesAHighOutput) {
  const Adapter adapter{{}, Ohms(22.0)};
  const ImpedanceCurve seen = behind(flat(120.0, 0.05), adapter);
  EXPECT_NEAR(seen.impedance_ohm[7].real(), 120.0 * 22.0 / 142.0, 1e-9);
  EXPECT_NEAR(magnitude_u95(seen.impedance_ohm[7], seen.covariance[7]), 6.0 * std::pow(22.0 / 142.0, 2),
              1e-9);
  const ImpedanceCurve headphone = resonant({32.0, 60.0, 95.0, 1.5});
  EXPECT_LT(response(headphone, seen).peak_to_peak_db,
            0.5 * response(headphone, flat(120.0)).peak_to_peak_db);
  EXPECT_NEAR(smallest_load_ohm(flat(32.0), adapter), 32.0 * 22.0 / 54.0, 1e-9);
}

TEST(Adapter, LeavesABoundABoundThatHoldsForEveryOutputWithinIt) {
  for (const Adapter& adapter :
       {Adapter{{}, Ohms(5.0)}, Adapter{{}, Ohms(0.5)}, Adapter{Ohms(0.01), Ohms(5.0)}}) {
    const ImpedanceCurve seen = behind(bounded(0.2, 0.3), adapter);
    ASSERT_TRUE(is_upper_bound(seen, 3));
    for (double angle = -1.57; angle <= 1.57; angle += 0.01) {
      const Complex zo = std::polar(0.5, angle);
      EXPECT_LE(std::abs(behind(curve_from([&](double) { return zo; }), adapter).impedance_ohm[3]),
                upper_bound_ohm(seen, 3) + 1e-12);
    }
  }
}

TEST(Adapter, InSeriesMakesAKnownValueOfABound) {
  const ImpedanceCurve seen = behind(bounded(0.005, 0.015), {Ohms(10.0), {}});
  EXPECT_FALSE(is_upper_bound(seen, 3));
  EXPECT_NEAR(seen.impedance_ohm[3].real(), 10.005, 1e-12);
  EXPECT_NEAR(magnitude_u95(seen.impedance_ohm[3], seen.covariance[3]), 0.015, 1e-9);
}

TEST(Adapter, IsRefusedWithoutResistance) {
  EXPECT_THAT(refusal_of([] { return behind(flat(2.0), {Ohms(0.0), {}}); }), HasSubstr("above zero"));
}

}  // namespace
}  // namespace ohmsweep
