#include "ohmsweep/workflow/loudness.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "ohmsweep/workflow/describe.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using ::testing::SizeIs;

class LoudnessOfALibrary : public Sitting {
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
  void store_level(const std::string& amplifier, const std::string& setting, double vrms) {
    OutputLevel level;
    level.setting = setting;
    level.clean = {{"unloaded", 0.0, {{vrms, 0.01 * vrms}}, "it clipped"},
                   {"8ohm", 8.0, {{vrms * 8.0 / 9.0, 0.01 * vrms}}, "it clipped"}};
    library_.add(amplifier, "front", level, Provenance{});
  }
  void describe(const std::string& name, double db_mw) {
    (void)keep_facts(library_, {name, {}, Sensitivity{db_mw, SensitivityPer::milliwatt, 1000.0}});
  }
};

TEST_F(LoudnessOfALibrary, HasARowForEveryGainSetting) {
  store(CurveKind::headphone, "HD", "left", 300.0);
  describe("HD", 97.0);
  store(CurveKind::amplifier, "O2", "front", 1.0);
  store_level("O2", "high", 7.0);
  store_level("O2", "low", 0.7);
  const auto rows = loudness_of_library(library_, {});
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].setting + rows[1].setting, "highlow");
  EXPECT_EQ(rows[0].loudness.need.answer, Need::no);
  EXPECT_EQ(rows[1].loudness.need.answer, Need::yes);
  EXPECT_NEAR(rows[0].loudness.highest_db->value.value - rows[1].loudness.highest_db->value.value, 20.0,
              1e-6);
}

TEST_F(LoudnessOfALibrary, HoldsOutputsOfWhichOnlyOneThingIsKnown) {
  store(CurveKind::headphone, "HD", "left", 300.0);
  store(CurveKind::amplifier, "A", "front", 1.0);
  store_level("B", "", 7.0);
  const auto rows = loudness_of_library(library_, {});
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].amplifier + rows[1].amplifier, "AB");
  LoudnessRequest request;
  request.amplifier = "B";
  EXPECT_THAT(loudness_of_library(library_, request), SizeIs(1));
  request.amplifier = "C";
  EXPECT_THROW((void)loudness_of_library(library_, request), Error);
}

TEST_F(LoudnessOfALibrary, TellsOfHeadphonesThatWereOnlyDescribed) {
  EXPECT_THROW((void)loudness_of_library(library_, {}), Error);
  describe("HD", 97.0);
  LoudnessRequest request;
  request.headphone = "HD";
  const auto rows = loudness_of_library(library_, request);
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].channel, "");
  request.headphone = "HB";
  EXPECT_THROW((void)loudness_of_library(library_, request), Error);
}

TEST_F(LoudnessOfALibrary, KeepsWhatWasStatedBefore) {
  (void)keep_facts(library_, {"HD", 300.0});
  describe("HD", 97.0);
  const auto facts = library_.facts("HD");
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->nominal_ohm, 300.0);
  EXPECT_EQ(facts->sensitivity->db_spl, 97.0);
}

}  // namespace
}  // namespace ohmsweep
