// The whole job live: a person who follows the prompts at a real-time bench gets what the same bench gives as
// files.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>

#include "audio/temporary_folder.h"
#include "live/sound_world.h"
#include "ohmsweep/circuit/bench.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::live {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr double patience_s = 60.0;

using Words = std::vector<std::string>;

/// One row of an exported curve.
struct Row {
  double frequency_hz = 0.0;
  double impedance_ohm = 0.0;
  double u95_ohm = 0.0;
};

std::vector<Row> rows_of(const std::string& csv) {
  std::istringstream lines(csv);
  std::vector<Row> rows;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::vector<double> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');)
      fields.push_back(std::strtod(field.c_str(), nullptr));
    if (fields.size() >= 6) rows.push_back({fields[0], fields[1], fields[5]});
  }
  return rows;
}

/// How far a curve is from the truth between 20 Hz and 20 kHz.
struct Distance {
  double largest_ohm = 0.0;
  double largest_relative = 0.0;
  double share_within = 0.0;
};

Distance distance(const std::vector<Row>& rows, const std::function<Complex(Hertz)>& truth) {
  Distance found;
  for (const Row& row : rows) {
    const double real = std::abs(truth(Hertz(row.frequency_hz)));
    const double error = std::abs(row.impedance_ohm - real);
    found.largest_ohm = std::max(found.largest_ohm, error);
    found.largest_relative = std::max(found.largest_relative, error / real);
    found.share_within += error <= row.u95_ohm ? 1.0 / static_cast<double>(rows.size()) : 0.0;
  }
  return found;
}

/// A bench in a world, and a library for what is measured on it; or the same bench as a file.
class Job : public ::testing::Test {
 protected:
  Job() {
    std::ofstream(folder_ / "rig.toml")
        << "[interface]\ndevice = \"JACK: VirtualInterface\"\n[reference]\nresistance = \"100ohm\"\n";
  }

  [[nodiscard]] Words live_words(const Words& command) const {
    Words words{OHMSWEEP_PROGRAM, "--library", (folder_ / "live").string(), "--rig",
                (folder_ / "rig.toml").string()};
    words.insert(words.end(), command.begin(), command.end());
    return words;
  }

  /// Measures live; for each prompt, what the person connects.
  void live(SoundWorld& world, const Words& command, const Words& connections) const {
    Conversation program(live_words(command), world.environment());
    for (const std::string& connection : connections) {
      ASSERT_TRUE(program.wait_for("Enter to record", patience_s)) << program.heard();
      ASSERT_THAT(world.tell("state " + connection), ::testing::StartsWith("ok"));
      program.say("");
    }
    EXPECT_TRUE(program.wait_for("Enter to finish", patience_s)) << program.heard();
    program.say("");
    const Ending ending = program.finish(patience_s);
    EXPECT_EQ(ending.exit_code, 0) << ending.err;
  }

  /// The same command on the bench as it is without time.
  void from_file(const Words& command) const {
    Words words{
        OHMSWEEP_PROGRAM, "--quiet",
        "--library",      (folder_ / "file").string(),
        "--audio",        std::string("bench:") + OHMSWEEP_SOURCE_DIR + "/calibration/benches/demo.toml"};
    words.insert(words.end(), command.begin(), command.end());
    Conversation program(words);
    const Ending ending = program.finish(patience_s);
    EXPECT_EQ(ending.exit_code, 0) << ending.err;
  }

  [[nodiscard]] std::vector<Row> exported(const std::string& library, const Words& what) const {
    Words words{OHMSWEEP_PROGRAM, "--library", (folder_ / library).string(), "export"};
    words.insert(words.end(), what.begin(), what.end());
    Conversation program(words);
    return rows_of(program.finish(patience_s).out);
  }

  const Bench bench_ = parse_bench(demo_bench_text(), "demo.toml");

 private:
  TemporaryFolder folder_;
};

WorldSettings bench_world() {
  WorldSettings settings;
  settings.freewheel = true;
  settings.lines = {"bench demo"};
  return settings;
}

TEST_F(Job, DoneLiveGivesWhatItGivesFromFiles) {
  const Words calibrate{"calibrate", "desk", "--step", "open", "--step", "short", "--step", "100ohm+-0.1%"};
  const Words headphone{"measure", "headphone", "dynamic300", "--channel", "left"};
  const Words amplifier{"measure", "amplifier", "interface", "--output", "phones"};
  SoundWorld world(bench_world());
  live(world, calibrate, {"open", "short", "100ohm"});
  live(world, headphone, {"left dynamic300"});
  live(world, amplifier,
       {"unloaded interface phones", "33ohm interface phones", "33ohm interface phones",
        "unloaded interface phones"});
  for (const Words& command : {calibrate, headphone, amplifier}) from_file(command);

  const Words curve{"headphone", "dynamic300", "--channel", "left"};
  const auto impedance = [&](Hertz f) { return true_impedance(bench_, "dynamic300", "left", f); };
  const Distance live_curve = distance(exported("live", curve), impedance);
  const Distance file_curve = distance(exported("file", curve), impedance);
  RecordProperty("headphone_live", fmt::format("{:.4f} %", 100.0 * live_curve.largest_relative));
  RecordProperty("headphone_file", fmt::format("{:.4f} %", 100.0 * file_curve.largest_relative));
  EXPECT_LE(live_curve.largest_relative, file_curve.largest_relative + 1e-4);
  EXPECT_GE(live_curve.share_within, 0.95);

  const Words output{"amplifier", "interface", "--output", "phones"};
  const auto source = [&](Hertz f) { return true_output_impedance(bench_, "interface", "phones", f); };
  const Distance live_output = distance(exported("live", output), source);
  const Distance file_output = distance(exported("file", output), source);
  RecordProperty("output_live", fmt::format("{:.2f} mohm", 1e3 * live_output.largest_ohm));
  RecordProperty("output_file", fmt::format("{:.2f} mohm", 1e3 * file_output.largest_ohm));
  EXPECT_LE(live_output.largest_ohm, file_output.largest_ohm + 2e-3);
  EXPECT_GE(live_output.share_within, 0.95);
}

TEST_F(Job, InterruptedWhileSoundRunsEndsWithin1sKeepingTheFinishedTakes) {
  WorldSettings settings = bench_world();
  settings.freewheel = false;
  SoundWorld world(settings);
  Conversation program(live_words({"calibrate", "desk"}), world.environment());
  ASSERT_TRUE(program.wait_for("Enter to record", patience_s)) << program.heard();
  ASSERT_THAT(world.tell("state open"), ::testing::StartsWith("ok"));
  program.say("");
  ASSERT_TRUE(program.wait_for("Enter to record", patience_s)) << program.heard();
  program.say("");
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const double pressed = program.seconds();
  program.signal(SIGINT);
  const Ending ending = program.finish(patience_s);
  EXPECT_EQ(ending.exit_code, 130) << ending.err;
  EXPECT_LE(ending.seconds - pressed, 1.0);
  EXPECT_THAT(ending.err, AllOf(HasSubstr("The finished takes are kept"), HasSubstr("--take open=")));
  EXPECT_FALSE(ending.outputs_held);
  EXPECT_THAT(world.strays(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace ohmsweep::live
