#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <complex>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "end_to_end/process.h"

namespace ohmsweep::end_to_end {
namespace {

namespace fs = std::filesystem;

struct Point {
  double magnitude = 0.0;
  double u95 = 0.0;
};

/// |Z| over frequency: an export, or the truth beside the takes (frequency, real, imaginary part in ohm).
std::map<double, Point> exported(const std::string& csv) {
  std::istringstream lines(csv);
  std::map<double, Point> points;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    double hz = 0.0;
    Point point;
    double unused = 0.0;
    char comma = 0;
    std::istringstream fields(line);
    fields >> hz >> comma >> point.magnitude >> comma >> unused >> comma >> unused >> comma >> unused >>
        comma >> point.u95;
    points[hz] = point;
  }
  return points;
}

std::map<double, double> truth(const fs::path& file) {
  std::ifstream lines(file);
  std::map<double, double> magnitude;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    double hz = 0.0;
    double real = 0.0;
    double imaginary = 0.0;
    char comma = 0;
    std::istringstream fields(line);
    fields >> hz >> comma >> real >> comma >> imaginary;
    magnitude[hz] = std::abs(std::complex<double>(real, imaginary));
  }
  return magnitude;
}

/// Linear between the truth's dense points.
double at(const std::map<double, double>& curve, double hz) {
  const auto above = curve.lower_bound(hz);
  if (above == curve.begin()) return above->second;
  if (above == curve.end()) return std::prev(above)->second;
  const auto below = std::prev(above);
  const double share = (hz - below->first) / (above->first - below->first);
  return below->second + share * (above->second - below->second);
}

class ReferenceTakes : public ::testing::Test {
 protected:
  ReferenceTakes()
      : library_(fs::path(::testing::TempDir()) / fmt::format("ohmsweep_reference_{}", ::getpid())) {}
  ~ReferenceTakes() override { fs::remove_all(library_); }
  ReferenceTakes(const ReferenceTakes&) = delete;
  ReferenceTakes& operator=(const ReferenceTakes&) = delete;

  std::string done(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--library", library_.string()});
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
  }

  /// `takes` are STATE=FILE with FILE inside `folder`.
  void measured(std::vector<std::string> command, const std::string& folder,
                const std::vector<std::string>& takes) const {
    const fs::path place = fs::path(OHMSWEEP_REFERENCE_TAKES) / folder;
    command.insert(command.end(), {"--stimulus", (place / "sweep.wav").string()});
    for (const std::string& take : takes) {
      const std::size_t divider = take.find('=') + 1;
      command.insert(command.end(),
                     {"--take", take.substr(0, divider) + (place / take.substr(divider)).string()});
    }
    (void)done(std::move(command));
  }

  /// Expects the curve within its own interval at 90 % of the points, and its mean error below `mean`.
  static void expect_near_truth(const std::string& csv, const std::string& truth_file, double mean) {
    const std::map<double, double> real = truth(fs::path(OHMSWEEP_REFERENCE_TAKES) / truth_file);
    ASSERT_GT(real.size(), 100U);
    double sum = 0.0;
    double within = 0.0;
    const std::map<double, Point> points = exported(csv);
    for (const auto& [hz, point] : points) {
      const double error = std::abs(point.magnitude - at(real, hz));
      sum += error / at(real, hz);
      within += error <= point.u95 ? 1.0 : 0.0;
    }
    const auto count = static_cast<double>(points.size());
    EXPECT_EQ(points.size(), 480U);  // 1000·2^(k/48) Hz in the band, and its edges
    EXPECT_LT(sum / count, mean) << truth_file;
    EXPECT_GT(within / count, 0.9) << truth_file;
  }

 private:
  fs::path library_;
};

TEST_F(ReferenceTakes, OfHeadphonesGiveTheirTrueImpedance) {
  measured({"calibrate", "desk"}, "headphones",
           {"open=open.wav", "short=short.wav", "100ohm+-0.1%=load.wav"});
  for (const std::string name : {"dynamic300", "iem8to40"}) {
    measured({"measure", "headphone", name}, "headphones", {"left=" + name + ".wav"});
    expect_near_truth(done({"export", "headphone", name}), "headphones/" + name + ".truth.csv", 0.001);
  }
}

TEST_F(ReferenceTakes, OfAmplifiersGiveTheirTrueOutputImpedance) {
  measured({"measure", "amplifier", "jack", "--output", "o"}, "amplifier_jack2r2",
           {"unloaded=run0_unloaded_33.wav", "33ohm+-0.1%=run1_loaded_33.wav",
            "33ohm+-0.1%=run2_loaded_33.wav", "unloaded=run3_unloaded_33.wav"});
  expect_near_truth(done({"export", "amplifier", "jack"}), "amplifier_jack2r2/jack2r2.truth.csv", 0.005);
  measured({"measure", "amplifier", "solid", "--output", "o"}, "amplifier_solid01",
           {"unloaded=run0_unloaded_16.wav", "16ohm+-0.1%=run1_loaded_16.wav",
            "16ohm+-0.1%=run2_loaded_16.wav", "unloaded=run3_unloaded_16.wav"});
  expect_near_truth(done({"export", "amplifier", "solid"}), "amplifier_solid01/solid01.truth.csv", 0.02);
}

TEST_F(ReferenceTakes, OfAPlayerGiveItsTrueOutputImpedance) {
  measured({"measure", "amplifier", "player", "--output", "o", "--wiring", "player"}, "player_interface10",
           {"unloaded=unloaded.wav", "32ohm+-0.1%=loaded.wav"});
  expect_near_truth(done({"export", "amplifier", "player"}), "player_interface10/interface10.truth.csv",
                    0.01);
}

}  // namespace
}  // namespace ohmsweep::end_to_end
