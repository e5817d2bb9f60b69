#include "ohmsweep/workflow/sweep_file.h"

#include <gmock/gmock.h>

#include "ohmsweep/core/error.h"

namespace ohmsweep {
namespace {

using ::testing::HasSubstr;

std::string complaint(const SweepRequest& request) {
  try {
    (void)sweep_from(request);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    return error.what();
  }
  return {};
}

TEST(SweepRequest, WithoutWishesIsTheAgreedSweep) {
  const ExponentialSweep sweep = sweep_from({});
  EXPECT_DOUBLE_EQ(sweep.duration.value(), 5.0);
  EXPECT_DOUBLE_EQ(sweep.from.value(), 5.0);
  EXPECT_DOUBLE_EQ(sweep.to.value(), 22e3);
  EXPECT_EQ(sweep.sample_rate, 48000);
  EXPECT_NEAR(amplitude_to_decibels(sweep.amplitude).value(), -12.0, 1e-9);
}

TEST(SweepRequest, EndsBelowTheLimitOfALowRate) {
  SweepRequest request;
  request.rate = "44100";
  EXPECT_DOUBLE_EQ(sweep_from(request).to.value(), 0.46 * 44100);
}

TEST(SweepRequest, RefusesNonsenseAndNamesIt) {
  SweepRequest request;
  request.duration = "5 parsecs";
  EXPECT_THAT(complaint(request), HasSubstr("5 parsecs"));
  request.duration = "601s";
  EXPECT_THAT(complaint(request), HasSubstr("601s"));
  request = {};
  request.to = "23kHz";
  EXPECT_THAT(complaint(request), HasSubstr("23"));
  request = {};
  request.level = "3dBFS";
  EXPECT_THAT(complaint(request), HasSubstr("3dBFS"));
  request = {};
  request.rate = "48001.5";
  EXPECT_THAT(complaint(request), HasSubstr("48001.5"));
  request = {};
  request.from = "30kHz";
  EXPECT_FALSE(complaint(request).empty());
}

}  // namespace
}  // namespace ohmsweep
