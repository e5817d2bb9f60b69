#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "end_to_end/workplace.h"
#include "ohmsweep/library/library.h"
#include "ohmsweep/workflow/kept_takes.h"
#include "ohmsweep/workflow/takes_upkeep.h"

namespace ohmsweep::end_to_end {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string demo_bench = fmt::format("bench:{}/calibration/benches/demo.toml", OHMSWEEP_SOURCE_DIR);

class BatchCommand : public Workplace {
 protected:
  /// A collection of these headphones of the demo's bench.
  fs::path shelf(const std::vector<std::string>& names, const std::string& before = "") const {
    std::string text = before;
    for (const std::string& name : names) text += fmt::format("[[headphone]]\nname = \"{}\"\n", name);
    return write("shelf.toml", text);
  }
  std::vector<std::string> on_bench(std::vector<std::string> command) const {
    command.insert(command.end(), {"--audio", demo_bench, "--duration", "1s"});
    return command;
  }
  void calibrate() const { (void)expect_done(on_bench({"calibrate", "desk"})); }
};

/// What stderr says is stored: "HD600 left" and its version.
std::map<std::string, int> announced(const std::string& err) {
  std::map<std::string, int> stored;
  std::istringstream lines(err);
  for (std::string line; std::getline(lines, line);) {
    const std::string middle = " as version ";
    const std::size_t at = line.find(middle);
    if (!line.starts_with("Stored ") || at == std::string::npos ||
        line.find(" at 1 kHz") == std::string::npos) {
      continue;  // cut off by the kill
    }
    stored[line.substr(7, at - 7)] = std::stoi(line.substr(at + middle.size()));
  }
  return stored;
}

TEST_F(BatchCommand, MeasuresTheCollectionAndSumsItUp) {
  calibrate();
  const Outcome outcome = expect_done(on_bench({"batch", shelf({"planar32", "inear8"}).string()}));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("planar32"), HasSubstr("inear8"), HasSubstr("4 of 4 measured")));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("Stored planar32 left as version 1"), HasSubstr("inear8 right")));
}

TEST_F(BatchCommand, EndsWithFourWhereOneIsMissing) {
  calibrate();
  const Outcome outcome = ohmsweep(on_bench({"batch", shelf({"planar32", "unknown"}).string()}));
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("2 of 4 measured, 2 rejected"), HasSubstr("unknown")));
}

TEST_F(BatchCommand, OfAFolderMeasuresEveryTakeInIt) {
  calibrate();
  const fs::path folder = place("takes");
  fs::create_directories(folder);
  fs::copy_file(takes_folder() / "left.wav", folder / "HD 600.left.wav");
  fs::copy_file(takes_folder() / "right.wav", folder / "HD 600.right.wav");
  std::ofstream(folder / "notes.txt") << "not a take";
  const std::string sweep = (takes_folder() / "sweep.wav").string();
  const Outcome outcome = expect_done({"batch", folder.string(), "--stimulus", sweep});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("HD 600"), HasSubstr("2 of 2 measured")));
  fs::copy_file(takes_folder() / "left.wav", folder / "again.left.wav");
  const Outcome twice = ohmsweep({"batch", folder.string(), "--stimulus", sweep, "--restart"});
  EXPECT_EQ(twice.exit_code, 4);
  EXPECT_THAT(twice.out, HasSubstr("very recording"));
}

TEST_F(BatchCommand, SaysWhichFileOfACollectionIsNotThere) {
  const fs::path folder = place("takes");
  fs::create_directories(folder);
  fs::copy_file(takes_folder() / "left.wav", folder / "A.left.wav");
  const Outcome outcome =
      ohmsweep({"batch", write("shelf.toml", "[[headphone]]\nname = \"A\"\n").string(), "--takes",
                folder.string(), "--stimulus", (takes_folder() / "sweep.wav").string()});
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.out, HasSubstr("A.right.wav"));
}

TEST_F(BatchCommand, HandsFreeHearsEveryPlug) {
  calibrate();
  const Outcome outcome = expect_done(on_bench(
      {"batch", shelf({"planar32"}).string(), "--hands-free", "--check-with", "open", "--check-every", "1"}));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("planar32 left is plugged in, 32 Ω at 437 Hz"),
                                 HasSubstr("Unplug it"), HasSubstr("The bench holds: open")));
  EXPECT_THAT(outcome.out, HasSubstr("2 of 2 measured"));
}

TEST_F(BatchCommand, AsksBeforeEachTakeWhereItIsGuided) {
  calibrate();
  RunOptions options;
  options.input = "\nr\n\ns\n";  // record left, repeat it, record again, skip right
  const Outcome outcome = ohmsweep(on_bench({"batch", shelf({"planar32"}).string(), "--guided"}), options);
  EXPECT_EQ(outcome.exit_code, 4);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("1 of 2: plug in planar32 left"), HasSubstr("as version 2"),
                                 HasSubstr("Skipped planar32 right")));
}

TEST_F(BatchCommand, GoesOnWhereItWasStopped) {
  calibrate();
  RunOptions options;
  options.input = "\nq\n";
  const Outcome stopped = ohmsweep(on_bench({"batch", shelf({"planar32"}).string(), "--guided"}), options);
  EXPECT_EQ(stopped.exit_code, 130);
  EXPECT_THAT(stopped.err, HasSubstr("The same command goes on from there"));
  const Outcome resumed = expect_done(on_bench({"batch", shelf({"planar32"}).string()}));
  EXPECT_THAT(resumed.err, AllOf(HasSubstr("1 of 2 places are left, planar32 right is next"),
                                 Not(HasSubstr("Stored planar32 left"))));
}

TEST_F(BatchCommand, RefusesACollectionThatIsWrongWithItsLine) {
  expect_refused({"batch", write("a.toml", "[[headphone]]\nnmae = \"x\"\n").string()}, 2, "line 2");
  expect_refused(
      {"batch", write("b.toml", "[[headphone]]\nname = \"x\"\n[[headphone]]\nname = \"X\"\n").string()}, 2,
      "case only");
  expect_refused({"batch", place("none.toml").string()}, 1, "none.toml");
  expect_refused(on_bench({"batch", shelf({"planar32"}).string(), "--check-every", "3"}), 2, "--check-with");
  expect_refused(on_bench({"batch", shelf({"planar32"}).string(), "--redo", "planar23"}), 2, "planar32");
}

/// What the library holds of the collection's newest run after a kill: a beginning of the queue, each place
/// with one version for each run that has come to it, and its take.
std::size_t expect_sound_prefix(const fs::path& folder, const std::vector<std::string>& queue) {
  const Library library(folder);
  const std::optional<Batch> batch = library.newest_batch("shelf");
  const std::vector<BatchEntry> entries = batch ? batch->entries : std::vector<BatchEntry>{};
  const auto runs = batch ? static_cast<int>(batch->id) : 0;
  std::map<std::string, int> versions;
  for (const CurveSummary& curve : library.list_curves(CurveKind::headphone)) {
    versions[curve.name + " " + curve.part] = curve.version;
    const StoredCurve stored = library.curve(CurveKind::headphone, curve.name, curve.part);
    EXPECT_TRUE(kept_take(folder / "takes", stored.provenance.takes.front().hash)) << curve.name;
  }
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const bool has_entry = i < entries.size();
    if (has_entry) {
      EXPECT_EQ(entries[i].headphone + " " + entries[i].channel, queue[i]);
    }
    EXPECT_EQ(versions[queue[i]], has_entry ? runs : std::max(0, runs - 1)) << queue[i] << " of run " << runs;
  }
  return entries.size();
}

/// However a run ends: what it announced is there, nothing is there twice, and the next one goes on behind
/// it. $OHMSWEEP_KILLS says how often.
TEST_F(BatchCommand, LosesNothingAndRepeatsNothingHoweverOftenItIsKilled) {
  calibrate();
  const std::vector<std::string> names{"planar32", "inear8", "inear16", "dynamic300"};
  std::vector<std::string> queue;
  for (const std::string& name : names) queue.insert(queue.end(), {name + " left", name + " right"});
  const fs::path collection = shelf(names);
  std::mt19937 random(11);
  std::uniform_real_distribution<double> moment(0.02, 0.6);
  const char* asked = std::getenv("OHMSWEEP_KILLS");
  const int kills = asked == nullptr ? 25 : std::atoi(asked);
  int killed = 0;
  std::size_t had = 0;
  while (killed < kills && !HasFailure()) {
    std::vector<std::string> command = on_bench({"batch", collection.string()});
    const bool restarts = had == queue.size();
    if (restarts) command.emplace_back("--restart");
    RunOptions options;
    options.kill_after_s = moment(random);
    const Outcome outcome = ohmsweep(command, options);
    if (outcome.exit_code == 128 + SIGKILL) {
      ++killed;
    } else {
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    }
    const std::size_t has = expect_sound_prefix(library(), queue);
    const Library held(library());
    const int run = static_cast<int>(held.newest_batch("shelf").value_or(Batch{}).id);
    for (const auto& [place, version] : announced(outcome.err)) {
      EXPECT_EQ(version, run) << place;
      const auto at = static_cast<std::size_t>(std::find(queue.begin(), queue.end(), place) - queue.begin());
      EXPECT_LT(at, has) << place << " was announced and is not there";
      EXPECT_GE(at, restarts ? 0 : had) << place << " was measured before";
    }
    had = has;
  }
  EXPECT_THAT(Library(library()).check(), IsEmpty());
  EXPECT_THAT(check_takes(Library(library()), 2, {}).faults, IsEmpty());
}

}  // namespace
}  // namespace ohmsweep::end_to_end
