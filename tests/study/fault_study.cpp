// How often a fault that no driver flagged is found, and how often a whole take is blamed for one.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <mutex>
#include <random>

#include "ohmsweep/core/error.h"
#include "signal/faulty_take.h"
#include "study/over_seeds.h"
#include "study/study_bench.h"

namespace ohmsweep::study {

namespace {

using test::Broken;
using test::Fault;
using test::FaultKind;

/// One draw of everything that a take may differ in.
struct Condition {
  ExponentialSweep sweep;
  std::string device;  ///< empty: a resistor of 100 Ω
  double noise_dbfs = -100.0;
  double level_dbfs = -6.0;
  double offset = 0.0;
  bool hum = false;
  bool distortion = false;
};

template <typename Value>
Value drawn(std::mt19937_64& random, const std::vector<Value>& from) {
  return from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random)];
}

double between(std::mt19937_64& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

Condition draw_condition(std::mt19937_64& random, bool long_ones) {
  Condition condition;
  ExponentialSweep& sweep = condition.sweep;
  sweep.duration = Seconds(drawn<double>(
      random, long_ones ? std::vector<double>{1, 2, 5, 5, 10, 20} : std::vector<double>{1, 2, 5}));
  sweep.sample_rate =
      sweep.duration.value() > 5.0
          ? 48000
          : drawn<int>(random, long_ones ? std::vector<int>{44100, 48000, 48000, 96000, 192000}
                                         : std::vector<int>{44100, 48000, 96000});
  sweep.to = highest_sweep_frequency(sweep.sample_rate);
  if (between(random, 0, 1) < 0.2) sweep.lead_in = sweep.lead_out = Seconds(0.0);
  condition.device =
      drawn<std::string>(random, {"", "dynamic300", "inear8", "armature10", "planar32", "vintage600"});
  condition.noise_dbfs = between(random, -110, -70);
  condition.level_dbfs = std::max(between(random, -50, -6), condition.noise_dbfs + 35.0);
  condition.offset = between(random, 0, 1) < 0.4 ? between(random, -300e-6, 300e-6) : 0.0;
  condition.hum = between(random, 0, 1) < 0.3;
  condition.distortion = between(random, 0, 1) < 0.4;
  return condition;
}

Recording whole_take(const Condition& condition, const Stimulus& stimulus, std::uint64_t seed) {
  Bench bench = quiet_bench();
  Converters& converters = bench.converters;
  converters.seed = seed;
  converters.noise_rms = std::pow(10.0, condition.noise_dbfs / 20.0);
  converters.source_peak = std::pow(10.0, condition.level_dbfs / 20.0);
  converters.clock_offset = condition.offset;
  converters.source_high_pass_hz = 0.9;
  converters.dut_high_pass_hz = 1.1;
  converters.bits = 24;
  if (condition.hum) converters.hum.rms = std::pow(10.0, std::min(-60.0, condition.level_dbfs - 20) / 20.0);
  if (condition.distortion) {
    for (BenchHeadphone& headphone : bench.headphones) headphone.distortion = {0.005, 0.002};
  }
  AudioFormat format;
  format.sample_rate = stimulus.sweep.sample_rate;
  const TakeState state{condition.device.empty() ? "100ohm" : "left", condition.device, "", 0};
  return make_virtual_bench(bench, "study")->play_and_record(stimulus, format, state, {});
}

/// A server's loop: both channels are the stimulus itself, later by two periods.
Recording looped_take(const Stimulus& stimulus) {
  Recording take;
  take.sample_rate = stimulus.sweep.sample_rate;
  take.name = "loop";
  take.source.assign(2048, 0.0);
  take.source.insert(take.source.end(), stimulus.samples.begin(), stimulus.samples.end());
  take.dut = take.source;
  return take;
}

/// Whether the take says that it is broken; a refusal to judge it counts as well.
bool says_broken(const RatioEstimator& estimator, const Recording& take) {
  try {
    const Findings findings = estimator.estimate(take).findings;
    return has_blocking(findings) && !has(findings, FindingCode::clipping);
  } catch (const Error&) {
    return true;
  }
}

struct Rate {
  int found = 0;
  int tried = 0;
  void add(bool one) {
    found += one ? 1 : 0;
    ++tried;
  }
  [[nodiscard]] std::string text() const { return tried == 0 ? "" : fmt::format("{} of {}", found, tried); }
};

struct FaultRow {
  FaultKind kind;
  std::size_t samples;
  [[nodiscard]] std::string text() const {
    switch (kind) {
      case FaultKind::dropped:
        if (samples < 16) return fmt::format("{} dropped", samples);
        return samples < 1024 ? "16 to 256 dropped" : "1024 or 4096 dropped";
      case FaultKind::repeated:
        return "16 to 4096 repeated";
      case FaultKind::zeroed:
        return "16 to 4096 zeroed";
      case FaultKind::inserted:
        return "16 to 4096 inserted";
      case FaultKind::lost:
        return "lost to the end";
    }
    return "";
  }
};

std::vector<FaultRow> fault_rows() {
  std::vector<FaultRow> rows;
  for (const std::size_t samples : {1U, 2U, 3U, 16U, 64U, 128U, 256U, 1024U, 4096U})
    rows.push_back({FaultKind::dropped, samples});
  for (const FaultKind kind : {FaultKind::repeated, FaultKind::zeroed, FaultKind::inserted}) {
    for (const std::size_t samples : {16U, 64U, 256U, 1024U, 4096U}) rows.push_back({kind, samples});
  }
  rows.push_back({FaultKind::lost, 0});
  return rows;
}

/// Where the sweep is when it happens.
struct Region {
  std::string name;
  double from_hz;
  double to_hz;
};
const std::vector<Region> regions{{"5-20 Hz", 5, 20},
                                  {"20-200 Hz", 20, 200},
                                  {"0.2-2 kHz", 200, 2e3},
                                  {"2-20 kHz", 2e3, 19.9e3},
                                  {"last 2 ms", 0, 0}};
constexpr std::size_t one_channel = 5;
constexpr std::size_t loop = 6;

using Rates = std::vector<std::vector<Rate>>;

std::size_t fault_sample(std::mt19937_64& random, const ExponentialSweep& sweep, const Region& region,
                         double latency_s) {
  const double begins = sweep.lead_in.value() + latency_s;
  if (region.to_hz == 0.0) {
    const double ends = begins + sweep.duration.value();
    return static_cast<std::size_t>(between(random, ends - 0.0025, ends - 0.0015) * sweep.sample_rate);
  }
  const double octaves =
      between(random, std::log(region.from_hz), std::log(std::min(region.to_hz, 0.9 * sweep.to.value())));
  return static_cast<std::size_t>((begins + sweep.time_of(Hertz(std::exp(octaves))).value()) *
                                  sweep.sample_rate);
}

struct Outcome {
  Rates rates;
  std::map<std::string, Rate> alarms;
};

void note_alarm(Outcome& outcome, const Condition& condition, bool alarm, std::uint64_t seed) {
  if (alarm) {
    fmt::print(stderr, "false alarm: seed {} {} {} s {} Hz noise {:.0f} level {:.0f} offset {:.0f} ppm{}{}\n",
               seed, condition.device, condition.sweep.duration.value(), condition.sweep.sample_rate,
               condition.noise_dbfs, condition.level_dbfs, 1e6 * condition.offset,
               condition.hum ? " hum" : "", condition.distortion ? " distorted" : "");
  }
  outcome.alarms["all"].add(alarm);
  if (condition.offset != 0.0) outcome.alarms["two clocks, -300 to 300 ppm"].add(alarm);
  if (condition.hum) outcome.alarms["with hum"].add(alarm);
  if (condition.distortion) outcome.alarms["with 0.5 % distortion"].add(alarm);
  if (condition.sweep.lead_in.value() == 0.0) outcome.alarms["without silence around"].add(alarm);
  if (condition.noise_dbfs < -95.0) outcome.alarms["noise below -95 dBFS"].add(alarm);
}

void try_faults(Outcome& outcome, const RatioEstimator& estimator, const Recording& take,
                std::mt19937_64& random, double latency_s, bool is_loop) {
  const std::vector<FaultRow> rows = fault_rows();
  const ExponentialSweep& sweep = estimator.stimulus().sweep;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    // Where the take ends with the sweep, its last 20 ms are not judged.
    const std::size_t last_region = regions.size() - (sweep.lead_out.value() > 0.0 ? 1 : 2);
    const auto column = std::uniform_int_distribution<std::size_t>(0, last_region)(random);
    Fault fault{rows[row].kind, fault_sample(random, sweep, regions[column], latency_s), rows[row].samples};
    outcome.rates[row][is_loop ? loop : column].add(says_broken(estimator, broken(take, fault)));
    if (is_loop) continue;
    const auto any = std::uniform_int_distribution<std::size_t>(1, 3)(random);
    fault.at = fault_sample(random, sweep, regions[any], latency_s);
    const Broken channel = between(random, 0, 1) < 0.5 ? Broken::source : Broken::dut;
    outcome.rates[row][one_channel].add(says_broken(estimator, broken(take, fault, channel)));
  }
}

Outcome study_seeds(int from, int to, bool long_ones) {
  Outcome outcome;
  outcome.rates.resize(fault_rows().size(), std::vector<Rate>(regions.size() + 2));
  for (int seed = from; seed < to; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed) + 77000);
    const Condition condition = draw_condition(random, long_ones);
    const RatioEstimator estimator(render(condition.sweep));
    const Recording take = whole_take(condition, estimator.stimulus(), static_cast<std::uint64_t>(seed) + 1);
    note_alarm(outcome, condition, says_broken(estimator, take), static_cast<std::uint64_t>(seed));
    try_faults(outcome, estimator, take, random, 0.035, false);
    if (seed % 4 != 0) continue;
    const Recording looped = looped_take(estimator.stimulus());
    outcome.alarms["bit-exact loop"].add(says_broken(estimator, looped));
    try_faults(outcome, estimator, looped, random, 2048.0 / looped.sample_rate, true);
  }
  return outcome;
}

void print_table(const Outcome& outcome) {
  fmt::print("| fault |");
  for (const Region& region : regions) fmt::print(" {} |", region.name);
  fmt::print(" one channel | bit-exact loop |\n|---|---|---|---|---|---|---|---|\n");
  const std::vector<FaultRow> rows = fault_rows();
  for (std::size_t row = 0; row < rows.size();) {
    const std::string text = rows[row].text();
    std::vector<Rate> together(regions.size() + 2);
    for (; row < rows.size() && rows[row].text() == text; ++row) {
      for (std::size_t column = 0; column < together.size(); ++column) {
        together[column].found += outcome.rates[row][column].found;
        together[column].tried += outcome.rates[row][column].tried;
      }
    }
    fmt::print("| {} |", text);
    for (const Rate& rate : together) fmt::print(" {} |", rate.text());
    fmt::print("\n");
  }
  fmt::print("\n| whole takes | taken for broken |\n|---|---|\n");
  for (const auto& [name, rate] : outcome.alarms)
    fmt::print("| {} | {} of {} |\n", name, rate.found, rate.tried);
}

void add(Outcome& total, const Outcome& part) {
  if (total.rates.empty()) total.rates.resize(part.rates.size(), std::vector<Rate>(regions.size() + 2));
  for (std::size_t row = 0; row < part.rates.size(); ++row) {
    for (std::size_t column = 0; column < part.rates[row].size(); ++column) {
      total.rates[row][column].found += part.rates[row][column].found;
      total.rates[row][column].tried += part.rates[row][column].tried;
    }
  }
  for (const auto& [name, rate] : part.alarms) {
    total.alarms[name].found += rate.found;
    total.alarms[name].tried += rate.tried;
  }
}

}  // namespace

bool faults(const Extent& extent) {
  fmt::print(
      "\nFaults: found, over random takes (noise -110 to -70 dBFS, levels -50 to -6 dBFS and 35 dB "
      "above "
      "the noise at least, six devices, 44.1 to 192 kHz, hum, distortion, two clocks), by where the sweep "
      "is\n\n");
  std::mutex lock;
  Outcome total;
  over_seeds(extent, [&](int, int from, int to) {
    const Outcome part = study_seeds(from, to, extent.seeds >= 200);
    const std::scoped_lock guard(lock);
    add(total, part);
  });
  print_table(total);
  return total.alarms.at("all").found == 0 && total.alarms.at("bit-exact loop").found == 0;
}

}  // namespace ohmsweep::study
