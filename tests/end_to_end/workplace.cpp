#include "end_to_end/workplace.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>

#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/audio/virtual_bench.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::end_to_end {
namespace {

namespace fs = std::filesystem;

struct TakeFile {
  std::string file;
  TakeState state;
};

const std::vector<TakeFile>& take_files() {
  static const std::vector<TakeFile> all{{"open", {"open", "", "", 0}},
                                         {"short", {"short", "", "", 1}},
                                         {"load", {"100ohm", "", "", 2}},
                                         {"check", {"33ohm", "", "", 3}},
                                         {"left", {"left", "dynamic300", "", 4}},
                                         {"right", {"right", "dynamic300", "", 5}},
                                         {"unloaded1", {"unloaded", "interface", "phones", 6}},
                                         {"loaded1", {"33ohm", "interface", "phones", 7}},
                                         {"loaded2", {"33ohm", "interface", "phones", 8}},
                                         {"unloaded2", {"unloaded", "interface", "phones", 9}}};
  return all;
}

/// Beside the tests, for what this build of them makes: another build makes its own.
fs::path folder_of_this_build() {
  const fs::path tests = fs::read_symlink("/proc/self/exe");
  const auto built = fs::last_write_time(tests).time_since_epoch().count();
  return tests.parent_path() / fmt::format("end_to_end_takes_{}", built);
}

void write_takes(const fs::path& folder) {
  const auto bench = make_virtual_bench(parse_bench(demo_bench_text(), "demo.toml"), "demo");
  ExponentialSweep sweep;
  sweep.from = Hertz(10.0);
  sweep.duration = Seconds(2.0);
  const Stimulus stimulus = render(sweep);
  write_stimulus(folder / "sweep.wav", stimulus);
  for (const TakeFile& take_file : take_files()) {
    write_take(folder / (take_file.file + ".wav"),
               bench->play_and_record(stimulus, {}, take_file.state, [](double) {}));
  }
  std::ofstream(folder / "complete");
}

fs::path made_takes() {
  fs::path folder = folder_of_this_build();
  fs::create_directories(folder);
  const int lock = ::open((folder / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  ::flock(lock, LOCK_EX);
  if (!fs::exists(folder / "complete")) write_takes(folder);
  ::close(lock);
  return folder;
}

}  // namespace

const fs::path& takes_folder() {
  static const fs::path folder = made_takes();
  return folder;
}

std::string take(const std::string& state, const std::string& file) {
  return fmt::format("{}={}", state, (takes_folder() / file).string());
}

std::vector<std::string> command_to_go_on(const std::string& err) {
  const std::string start = "\n  ohmsweep ";
  const std::size_t at = err.find(start);
  std::vector<std::string> words;
  if (at == std::string::npos) return words;
  std::string word;
  bool quoted = false;
  for (std::size_t i = at + start.size(); i < err.size() && (quoted || err[i] != '\n'); ++i) {
    if (err[i] == '\'') {
      quoted = !quoted;
    } else if (err[i] == ' ' && !quoted) {
      words.push_back(std::exchange(word, {}));
    } else {
      word += err[i];
    }
  }
  words.push_back(word);
  return words;
}

std::string text_of(const fs::path& file) {
  const std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Workplace::Workplace() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  folder_ = fs::path(::testing::TempDir()) /
            fmt::format("ohmsweep_{}_{}_{}", test->test_suite_name(), test->name(), ::getpid());
  fs::create_directories(folder_);
}

Workplace::~Workplace() {
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder_, ignored)) {
    fs::permissions(entry.path(), fs::perms::owner_all, fs::perm_options::add, ignored);
  }
  fs::remove_all(folder_, ignored);
}

Outcome Workplace::ohmsweep(std::vector<std::string> arguments, const RunOptions& options) const {
  arguments.insert(arguments.begin(), {"--library", library().string()});
  return run(arguments, options);
}

Outcome Workplace::expect_done(const std::vector<std::string>& arguments) const {
  Outcome outcome = ohmsweep(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << fmt::format("{}", fmt::join(arguments, " ")) << "\n" << outcome.err;
  return outcome;
}

void Workplace::expect_refused(const std::vector<std::string>& arguments, int exit_code,
                               const std::string& says) const {
  const Outcome outcome = ohmsweep(arguments);
  const std::string line = fmt::format("{}", fmt::join(arguments, " "));
  EXPECT_EQ(outcome.exit_code, exit_code) << line << "\n" << outcome.err;
  EXPECT_THAT(outcome.out, ::testing::IsEmpty()) << line;
  EXPECT_THAT(outcome.err, ::testing::HasSubstr(says)) << line;
  const std::size_t last = outcome.err.rfind("ohmsweep: ");
  EXPECT_EQ(std::count(outcome.err.begin() + static_cast<std::ptrdiff_t>(std::min(last, outcome.err.size())),
                       outcome.err.end(), '\n'),
            1)
      << line << "\n"
      << outcome.err;
}

std::vector<std::string> Workplace::with_takes(std::vector<std::string> command,
                                               const std::vector<std::string>& takes) {
  command.insert(command.end(), {"--stimulus", (takes_folder() / "sweep.wav").string()});
  for (const std::string& each : takes) command.insert(command.end(), {"--take", each});
  return command;
}

std::vector<std::string> Workplace::calibrate_arguments() {
  return with_takes({"calibrate", "desk"},
                    {take("open", "open.wav"), take("short", "short.wav"), take("100ohm+-0.1%", "load.wav")});
}

std::vector<std::string> Workplace::headphone_arguments() {
  return with_takes({"measure", "headphone", "HD"}, {take("left", "left.wav"), take("right", "right.wav")});
}

std::vector<std::string> Workplace::amplifier_arguments() {
  return with_takes({"measure", "amplifier", "O2", "--output", "front"},
                    {take("unloaded", "unloaded1.wav"), take("33ohm+-0.1%", "loaded1.wav"),
                     take("33ohm+-0.1%", "loaded2.wav"), take("unloaded", "unloaded2.wav")});
}

/// The library is made once for all tests of this build and copied.
void Workplace::measure_everything() const {
  const fs::path made = takes_folder() / "library";
  const int lock = ::open((takes_folder() / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  ::flock(lock, LOCK_EX);
  if (!fs::exists(takes_folder() / "measured")) {
    fs::remove_all(made);
    bool all = true;
    for (std::vector<std::string> arguments :
         {calibrate_arguments(), headphone_arguments(), amplifier_arguments()}) {
      arguments.insert(arguments.begin(), {"--library", made.string()});
      const Outcome outcome = run(arguments);
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
      all = all && outcome.exit_code == 0;
    }
    if (all) std::ofstream(takes_folder() / "measured");
  }
  fs::copy(made, library(), fs::copy_options::recursive);
  ::close(lock);
}

fs::path Workplace::write(const std::string& name, const std::string& text) const {
  std::ofstream(place(name), std::ios::binary) << text;
  return place(name);
}

std::vector<std::string> Workplace::files_left() const {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path() != library()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace ohmsweep::end_to_end
