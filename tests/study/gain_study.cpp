#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "ohmsweep/workflow/take_state.h"
#include "study/over_seeds.h"
#include "study/studies.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

namespace {

const std::vector<std::string> gain_devices{"dynamic300", "inear8", "armature10", "vintage600", "planar32"};

/// What was turned between calibration and take, dB.
struct Touch {
  const char* what;
  double source_db;
  double dut_db;
  double drive_db;
};
constexpr std::array<Touch, 11> touches{{{"nothing", 0, 0, 0},
                                         {"dut input +1 dB", 0, 1, 0},
                                         {"dut input −1 dB", 0, -1, 0},
                                         {"dut input +3 dB", 0, 3, 0},
                                         {"dut input −3 dB", 0, -3, 0},
                                         {"source input +1 dB", 1, 0, 0},
                                         {"source input −1 dB", -1, 0, 0},
                                         {"source input +3 dB", 3, 0, 0},
                                         {"source input −3 dB", -3, 0, 0},
                                         {"output +6 dB", 0, 0, 6},
                                         {"output −0.5 dB", 0, 0, -0.5}}};

double factor(double db) { return std::pow(10.0, db / 20.0); }

RatioCurve touched(RatioCurve ratio, const Touch& touch) {
  const double gain = factor(touch.dut_db - touch.source_db);
  for (Complex& m : ratio.ratio) m *= gain;
  for (double& variance : ratio.noise_variance) variance *= gain * gain;
  for (Complex& bias : ratio.resolution_bias) bias *= gain;
  for (double& level : ratio.source_level) level *= factor(touch.source_db + touch.drive_db);
  return ratio;
}

/// How the takes of one device were judged.
struct Count {
  int blocked = 0;
  int warned = 0;
  int noted = 0;
  int silent = 0;
};

void add(Count& count, const Findings& findings) {
  if (has_blocking(findings)) {
    ++count.blocked;
    return;
  }
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& each) { return each.code == FindingCode::gain_changed; });
  if (found == findings.end()) {
    ++count.silent;
  } else {
    ++(found->severity == Severity::note ? count.noted : count.warned);
  }
}

using Counts = std::array<std::array<Count, 5>, touches.size()>;

/// The demo's interface, its gains still moving: 0.02 % at the first take, 5 ppm per take.
Bench drifting_bench(std::uint64_t seed) {
  Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  bench.converters.seed = seed;
  bench.converters.gain_drift_per_take = 5e-6;
  bench.converters.warm_up = 2e-4;
  return bench;
}

void count_seed(std::uint64_t seed, const RatioEstimator& estimator, Counts& counts) {
  const Table table(drifting_bench(seed), estimator);
  std::vector<StandardTake> takes;
  int index = 0;
  for (const char* state : {"open", "short", "100ohm+-0.1%"}) {
    const StandardState stated = parse_standard_state(state, {});
    takes.push_back({stated.standard, table.ratio(stated.state, "", index++)});
  }
  const Calibration calibration = solve(takes, {});
  for (std::size_t d = 0; d < gain_devices.size(); ++d) {
    const RatioCurve ratio = table.ratio("left", gain_devices[d], index++);
    for (std::size_t t = 0; t < touches.size(); ++t) {
      add(counts.at(t).at(d), headphone_impedance(touched(ratio, touches.at(t)), calibration).findings);
    }
  }
}

/// A touched input is never passed over, an untouched one never blamed; the planar is flat, and cannot tell
/// which it was.
bool is_right(const Touch& touch, const Count& count, bool flat) {
  const bool of_one_input = touch.source_db != touch.dut_db;
  if (of_one_input) return count.silent == 0 && count.noted == 0 && (flat || count.warned == 0);
  if (touch.drive_db == 0.0) return count.blocked + count.warned + count.noted == 0;
  // So small a change may rightly be one of the source channel's gain, as far as a device can tell.
  const bool small = std::abs(touch.drive_db) < 1.0;
  return count.blocked == 0 && count.silent == 0 && (flat || small || count.warned == 0);
}

std::string cell(const Count& count) {
  std::string text;
  const auto say = [&](int times, const char* what) {
    if (times > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", times, what);
  };
  say(count.blocked, "refused");
  say(count.warned, "warned");
  say(count.noted, "noted");
  say(count.silent, "silent");
  return text;
}

}  // namespace

bool gains(const Extent& extent) {
  ExponentialSweep sweep;
  sweep.duration = Seconds(2.0);
  const RatioEstimator estimator(render(sweep));
  std::vector<Counts> per_thread(static_cast<std::size_t>(extent.threads));
  over_seeds(extent, [&](int thread, int from, int to) {
    for (int seed = from; seed < to; ++seed) {
      count_seed(7000 + static_cast<std::uint64_t>(seed), estimator,
                 per_thread[static_cast<std::size_t>(thread)]);
    }
  });
  fmt::print(
      "\nA gain that was touched between calibration and take, on the demo bench with its gains drifting: {} "
      "takes "
      "of each device\n\n| turned | {} |\n|---|{}\n",
      extent.seeds, fmt::join(gain_devices, " | "), "---|---|---|---|---|");
  bool all_right = true;
  for (std::size_t t = 0; t < touches.size(); ++t) {
    std::string row = fmt::format("| {} |", touches.at(t).what);
    for (std::size_t d = 0; d < gain_devices.size(); ++d) {
      Count sum;
      for (const Counts& counts : per_thread) {
        const Count& each = counts.at(t).at(d);
        sum = {sum.blocked + each.blocked, sum.warned + each.warned, sum.noted + each.noted,
               sum.silent + each.silent};
      }
      all_right = all_right && is_right(touches.at(t), sum, gain_devices[d] == "planar32");
      row += " " + cell(sum) + " |";
    }
    fmt::print("{}\n", row);
  }
  return all_right;
}

}  // namespace ohmsweep::study
