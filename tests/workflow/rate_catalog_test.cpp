#include "ohmsweep/workflow/rate_catalog.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"
#include "rating/analytic_curves.h"
#include "workflow/sitting.h"

namespace ohmsweep {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

PublishedFigure figure(PublishedKind kind, const std::string& name, const std::string& output,
                       const ImpedanceRange& range) {
  return {kind, name, output, range, "a leaflet", "2020"};
}

/// A headphone of 32 Ω that is published alone, and a source with two outputs below 1 Ω.
class RatingByACatalog : public Sitting {
 protected:
  void store_output(const std::string& output, double ohm, bool by_legs = false) {
    OutputImpedance impedance{flat(ohm, 0.01), {}};
    if (by_legs) impedance.traits.legs = BalancedLegs{flat(0.5 * ohm, 0.01), flat(0.5 * ohm, 0.01)};
    library_.add("DAC", output, impedance, {});
  }
  [[nodiscard]] std::vector<NamedPublishedRating> rated() const {
    return rate_catalog(library_, {std::nullopt,
                                   std::nullopt,
                                   {},
                                   {figure(PublishedKind::headphone, "HD", "", {32.0, 32.0}),
                                    figure(PublishedKind::source, "Maker DAC", "single-ended", {0.0, 1.0}),
                                    figure(PublishedKind::source, "Maker DAC", "balanced", {0.0, 1.0})}});
  }
};

TEST_F(RatingByACatalog, PutsAMeasuredOutputInThePlaceOfItsFigure) {
  store_output("single-ended@high", 10.0);
  const auto ratings = rated();
  ASSERT_THAT(ratings, SizeIs(2));
  EXPECT_EQ(ratings[0].output, "single-ended@high");
  EXPECT_EQ(ratings[0].rating.verdict, PublishedVerdict::fail);
  EXPECT_THAT(ratings[0].rating.differences, ElementsAre(HasSubstr("outside of it, and that counts")));
  EXPECT_EQ(ratings[1].output, "balanced");
  EXPECT_EQ(ratings[1].rating.verdict, PublishedVerdict::pass);
  EXPECT_THAT(ratings[1].rating.differences, IsEmpty());
}

TEST_F(RatingByACatalog, TakesAnOutputThatWasMeasuredByItsLegsForTheBalancedOne) {
  store_output("xlr", 10.0, true);
  const auto ratings = rated();
  ASSERT_THAT(ratings, SizeIs(2));
  EXPECT_EQ(ratings[0].output, "xlr");
  EXPECT_THAT(ratings[0].rating.differences, ElementsAre(HasSubstr("outside of it")));
  EXPECT_EQ(ratings[1].output, "single-ended");
  EXPECT_THAT(ratings[1].rating.differences, IsEmpty());
}

TEST_F(RatingByACatalog, AsksWhetherAnOutputOfAnotherNameIsThePublishedOne) {
  store_output("front", 10.0);
  const auto ratings = rated();
  ASSERT_THAT(ratings, SizeIs(3)) << "nobody says which one it is";
  for (const std::size_t published : {1U, 2U}) {
    EXPECT_EQ(ratings[published].rating.verdict, PublishedVerdict::pass);
    EXPECT_THAT(ratings[published].rating.differences,
                ElementsAre(HasSubstr("--output " + ratings[published].output)));
  }
}

}  // namespace
}  // namespace ohmsweep
