// The whole job live: a person who follows the prompts at a real-time bench gets what the same bench gives as
// files.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "live/job_run.h"
#include "ohmsweep/circuit/bench.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::live {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

WorldSettings bench_world() {
  WorldSettings settings;
  settings.freewheel = true;
  settings.lines = {"bench demo"};
  return settings;
}

void expect_success(const Ending& ending) { EXPECT_EQ(ending.exit_code, 0) << ending.err; }

TEST(Job, DoneLiveGivesWhatItGivesFromFiles) {
  const Command calibrate{"calibrate", "desk", "--step", "open", "--step", "short", "--step", "100ohm+-0.1%"};
  const Command headphone{"measure", "headphone", "dynamic300", "--channel", "left"};
  const Command amplifier{"measure", "amplifier", "interface", "--output", "phones", "--ground", "grounded"};
  const std::vector<std::string> loads{"unloaded interface phones", "33ohm interface phones",
                                       "33ohm interface phones", "unloaded interface phones"};
  const Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  const JobRun job;
  SoundWorld world(bench_world());
  expect_success(job.live(world, calibrate, {"open", "short", "100ohm"}));
  expect_success(job.live(world, headphone, {"left dynamic300"}));
  expect_success(job.live(world, amplifier, loads));
  for (const Command& command : {calibrate, headphone, amplifier}) expect_success(job.from_file(command));

  const Command curve{"headphone", "dynamic300", "--channel", "left"};
  const auto impedance = [&](Hertz f) { return true_impedance(bench, "dynamic300", "left", f); };
  const Distance live_curve = distance(job.exported("live", curve), impedance);
  const Distance file_curve = distance(job.exported("file", curve), impedance);
  RecordProperty("headphone_live", fmt::format("{:.4f} %", 100.0 * live_curve.largest_relative));
  RecordProperty("headphone_file", fmt::format("{:.4f} %", 100.0 * file_curve.largest_relative));
  EXPECT_LE(live_curve.largest_relative, file_curve.largest_relative + 1e-4);
  EXPECT_GE(live_curve.share_within, 0.95);

  const Command output{"amplifier", "interface", "--output", "phones"};
  const auto source = [&](Hertz f) { return true_output_impedance(bench, "interface", "phones", f); };
  const Distance live_output = distance(job.exported("live", output), source);
  const Distance file_output = distance(job.exported("file", output), source);
  RecordProperty("output_live", fmt::format("{:.2f} mohm", 1e3 * live_output.largest_ohm));
  RecordProperty("output_file", fmt::format("{:.2f} mohm", 1e3 * file_output.largest_ohm));
  EXPECT_LE(live_output.largest_ohm, file_output.largest_ohm + 2e-3);
  EXPECT_GE(live_output.share_within, 0.95);
}

TEST(Job, InterruptedWhileSoundRunsEndsWithin1sKeepingTheFinishedTakes) {
  WorldSettings settings = bench_world();
  settings.freewheel = false;
  SoundWorld world(settings);
  const JobRun job;
  Conversation program(job.live_words({"calibrate", "desk"}), world.environment());
  ASSERT_TRUE(program.wait_for("Enter to record", job_patience_s)) << program.heard();
  ASSERT_THAT(world.tell("state open"), ::testing::StartsWith("ok"));
  program.say("");
  ASSERT_TRUE(program.wait_for("Enter to record", job_patience_s)) << program.heard();
  program.say("");
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const double pressed = program.seconds();
  program.signal(SIGINT);
  const Ending ending = program.finish(job_patience_s);
  EXPECT_EQ(ending.exit_code, 130) << ending.err;
  EXPECT_LE(ending.seconds - pressed, 1.0);
  EXPECT_THAT(ending.err, AllOf(HasSubstr("The finished takes are kept"), HasSubstr("--take open=")));
  EXPECT_FALSE(ending.outputs_held);
  EXPECT_THAT(world.strays(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace ohmsweep::live
