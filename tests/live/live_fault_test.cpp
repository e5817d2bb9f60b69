// What a person sees when sound breaks in the midst of a measurement: an answer within three seconds, one
// sentence, the prompt back, nothing half stored, nothing left behind. scripts/live-study runs many more of
// each.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "live/fault_run.h"

namespace ohmsweep::live {
namespace {

using ::testing::IsEmpty;

constexpr const char* jack = "JACK: VirtualInterface";
constexpr const char* alsa = "ALSA: VirtualAlsa";
constexpr const char* dongle = "JACK: Dongle";

class LiveFault : public ::testing::TestWithParam<FaultPlan> {};

TEST_P(LiveFault, EndsInAnAnswerWithinThreeSecondsAndLeavesNothingBehind) {
  const FaultOutcome outcome = run_fault(GetParam());
  EXPECT_THAT(complaints(GetParam(), outcome), IsEmpty()) << outcome.said;
}

TEST(DeviceThatFallsSilent, IsNotWaitedForToTheEndOfALongSweep) {
  const FaultPlan plan{Fault::inputs_zeroed, jack, 1.8, 5.0};
  const FaultOutcome outcome = run_fault(plan);
  EXPECT_THAT(complaints(plan, outcome), IsEmpty()) << outcome.said;
  EXPECT_EQ(outcome.exit_code, 1) << outcome.said;
  EXPECT_FALSE(outcome.stored);
  EXPECT_THAT(outcome.said, ::testing::HasSubstr("fell silent in the midst of the sound"));
}

INSTANTIATE_TEST_SUITE_P(None, LiveFault, ::testing::Values(FaultPlan{Fault::none, jack, 0.0}));
INSTANTIATE_TEST_SUITE_P(WhileOpening, LiveFault,
                         ::testing::Values(FaultPlan{Fault::server_killed, jack, 0.1},
                                           FaultPlan{Fault::server_killed, jack, 0.3},
                                           FaultPlan{Fault::server_killed, alsa, 0.2},
                                           FaultPlan{Fault::server_stopped, jack, 0.15},
                                           FaultPlan{Fault::server_stopped, alsa, 0.25}));
INSTANTIATE_TEST_SUITE_P(WhilePlaying, LiveFault,
                         ::testing::Values(FaultPlan{Fault::server_killed, jack, 1.5},
                                           FaultPlan{Fault::server_killed, alsa, 1.5},
                                           FaultPlan{Fault::server_stopped, jack, 1.4},
                                           FaultPlan{Fault::server_stopped, alsa, 1.4},
                                           FaultPlan{Fault::server_stopped_1s, jack, 1.3},
                                           FaultPlan{Fault::interface_killed, jack, 1.5},
                                           FaultPlan{Fault::dongle_gone, dongle, 1.5},
                                           FaultPlan{Fault::server_killed, dongle, 1.5},
                                           FaultPlan{Fault::stalled_callback, jack, 0.0},
                                           FaultPlan{Fault::dropped_period, jack, 0.0}));
INSTANTIATE_TEST_SUITE_P(WhileClosing, LiveFault,
                         ::testing::Values(FaultPlan{Fault::server_killed, jack, 2.9},
                                           FaultPlan{Fault::server_killed, alsa, 3.0}));

}  // namespace
}  // namespace ohmsweep::live
