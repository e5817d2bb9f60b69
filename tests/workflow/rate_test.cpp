#include "ohmsweep/workflow/rate.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::SizeIs;

class Rating : public Sitting {
 protected:
  void store(CurveKind kind, const std::string& name, const std::string& part, double ohm) {
    ImpedanceCurve curve;
    curve.grid = FrequencyGrid::standard(audible_from, audible_to);
    const std::size_t size = curve.grid.size();
    curve.impedance_ohm.assign(size, Complex(ohm, 0.0));
    curve.covariance.assign(size, Covariance::circular(1e-6 * ohm * ohm));
    curve.common.assign(size, Covariance{});
    curve.snr_db.assign(size, 80.0);
    curve.upper_bound.assign(size, false);
    curve.calibrated = true;
    library_.add(kind, name, part, curve, {});
  }
};

TEST_F(Rating, PairsEveryChannelWithEveryOutputInOrder) {
  store(CurveKind::headphone, "B", "left", 32.0);
  store(CurveKind::headphone, "A", "right", 300.0);
  store(CurveKind::headphone, "A", "left", 310.0);
  store(CurveKind::amplifier, "O2", "front", 1.0);
  store(CurveKind::amplifier, "O2", "back", 10.0);
  const auto pairings = rate_library(library_, {});
  ASSERT_THAT(pairings, SizeIs(6));
  EXPECT_EQ(pairings[0].headphone + pairings[0].channel + pairings[0].output, "Aleftback");
  EXPECT_NEAR(pairings[0].pairing.worst_ratio, 31.0, 0.5);
  EXPECT_EQ(pairings[5].headphone + pairings[5].channel + pairings[5].output, "Bleftfront");
  EXPECT_NEAR(pairings[5].pairing.worst_ratio, 32.0, 0.5);
}

TEST_F(Rating, KeepsToTheNamesAskedFor) {
  store(CurveKind::headphone, "A", "left", 310.0);
  store(CurveKind::headphone, "B", "left", 32.0);
  store(CurveKind::amplifier, "O2", "front", 1.0);
  RateRequest request;
  request.headphone = "B";
  EXPECT_THAT(rate_library(library_, request), SizeIs(1));
  request.headphone = "C";
  EXPECT_THROW((void)rate_library(library_, request), Error);
}

TEST_F(Rating, WithoutHeadphoneOrAmplifierIsAnError) {
  EXPECT_THROW((void)rate_library(library_, {}), Error);
  store(CurveKind::headphone, "A", "left", 310.0);
  EXPECT_THROW((void)rate_library(library_, {}), Error);
}

TEST_F(Rating, PassesOnlyWhenEveryPairingDoes) {
  store(CurveKind::headphone, "A", "left", 310.0);
  store(CurveKind::amplifier, "O2", "front", 1.0);
  EXPECT_TRUE(all_pass(rate_library(library_, {})));
  store(CurveKind::amplifier, "Receiver", "front", 100.0);
  EXPECT_FALSE(all_pass(rate_library(library_, {})));
}

TEST_F(Rating, WithoutAVerdictIsNoPass) {
  std::vector<RatedPairing> pairings(1);
  EXPECT_FALSE(all_pass(pairings));
}

}  // namespace
}  // namespace ohmsweep
