#include "ohmsweep/report/pair_text.h"

#include <gmock/gmock.h>

#include "ohmsweep/report/advice_text.h"
#include "rating/analytic_curves.h"

namespace ohmsweep {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::bounded;
using testing_support::flat;
using testing_support::resonant;

TEST(ResponseSentence, NamesTheRegionItsFrequencyAndByHowMuchItRises) {
  const Response bass = response(resonant({8.0, 40.0, 95.0, 1.5}, 0.002), flat(2.0, 0.01));
  EXPECT_THAT(response_sentence(bass), AllOf(HasSubstr("bass around 9"), HasSubstr(" up by 1.39 ± 0.03 dB"),
                                             Not(HasSubstr("mid")), Not(HasSubstr("treble"))));
}

TEST(ResponseSentence, SaysThatNothingReachesTheThreshold) {
  const Response flat_one = response(flat(32.0, 0.002), flat(2.0, 0.01));
  EXPECT_EQ(response_sentence(flat_one), "no change of 0.5 dB or more between 20 Hz and 20 kHz");
  const Response small = response(resonant({300.0, 550.0, 95.0, 1.5}), flat(10.0));
  EXPECT_THAT(response_sentence(small, 0.1), HasSubstr("bass around"));
}

TEST(ResponseSentence, OfABoundTellsTheMost) {
  EXPECT_THAT(response_sentence(response(resonant({8.0, 40.0, 95.0, 1.5}), bounded(1.0, 1.5))),
              HasSubstr("dB at most"));
}

ExplainedPair in_ear_on(const ImpedanceCurve& output, double nominal_ohm) {
  PairQuestion question;
  question.rules = {8.0, 10.0};
  question.nominal_ohm = nominal_ohm;
  return explain(resonant({8.0, 40.0, 1000.0, 1.0}, 0.002), output, question);
}

TEST(PairText, HasEveryRuleOnEveryBasisAndSaysWhereTheyDisagree) {
  const std::string text = pair_text(in_ear_on(flat(2.0, 0.005), 32.0));
  EXPECT_THAT(text, AllOf(HasSubstr("1:8"), HasSubstr("1:10"), HasSubstr("published nominal, 32 Ω"),
                          HasSubstr("80 % of nominal, 25.6 Ω"), HasSubstr("They disagree"),
                          HasSubstr("1:10 allows the output 804"), HasSubstr("1.023 dB")));
  EXPECT_THAT(pair_text(in_ear_on(flat(0.1, 0.005), 32.0)), Not(HasSubstr("They disagree")));
}

TEST(PairText, SaysWhatWouldDecideAnUndecidedPairing) {
  const ExplainedPair pair = explain(flat(16.4, 0.002), flat(2.0, 0.1));
  EXPECT_THAT(pair_text(pair),
              AllOf(HasSubstr("undecided"), HasSubstr("It would be decided by knowing the output's")));
}

TEST(PairText, TellsWhatAnAdapterCosts) {
  PairQuestion question;
  question.adapter.series = Ohms(32.0);
  EXPECT_THAT(pair_text(explain(flat(32.0), flat(0.0), question)), HasSubstr("leaves -6.02 dB"));
}

TEST(ServiceTable, NamesTheOutputThatServesMostOrThatNoneDoes) {
  EXPECT_THAT(service_table({{"x", "phones", 2, 0, 1, 0, 1.5}}), HasSubstr("x phones serves most: 2 of 3"));
  EXPECT_THAT(service_table({{"x", "phones", 0, 0, 1, 0, 1.5}}), HasSubstr("No output passes"));
}

}  // namespace
}  // namespace ohmsweep
