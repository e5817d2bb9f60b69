#include "live/two_device_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <stdexcept>

#include "live/job_run.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/formats/bench_file.h"

namespace ohmsweep::live {
namespace {

const Command& calibrate() {
  static const Command words{"calibrate", "desk",  "--step", "open",
                             "--step",    "short", "--step", "100ohm+-0.1%"};
  return words;
}

double largest_difference(const std::vector<CurveRow>& one, const std::vector<CurveRow>& other) {
  double largest = 0.0;
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
    largest = std::max(largest, std::abs(one[i].impedance_ohm / other[i].impedance_ohm - 1.0));
  }
  return largest;
}

/// The number after these words; 0 without them.
double number_after(const std::string& text, const std::string& words) {
  const std::size_t at = text.find(words);
  return at == std::string::npos ? 0.0 : std::strtod(text.c_str() + at + words.size(), nullptr);
}

void read_offset(const std::string& text, TwoDeviceOutcome& outcome) {
  const std::string clock = "the player's clock is ";
  const std::size_t at = text.find(clock);
  if (at == std::string::npos) return;
  const std::string said = text.substr(at);
  outcome.found_ppm = number_after(said, clock) * (said.find("slower") < said.find('(') ? -1.0 : 1.0);
  outcome.u95_ppm = number_after(said, "(± ");
}

/// To the same frequency at every rate.
void write_sweep(const JobRun& job, int rate) {
  ExponentialSweep sweep;
  sweep.sample_rate = rate;
  sweep.to = Hertz(20.2e3);
  write_stimulus(job.file("sweep.wav"), render(sweep));
}

Command with_stimulus(Command command, const JobRun& job) {
  command.emplace_back("--stimulus");
  command.push_back(job.file("sweep.wav").string());
  return command;
}

/// Measures on one clock; `first` is the first clock's curve, or becomes it.
TwoDeviceOutcome measure(const JobRun& job, SoundWorld& world, double ppm, std::vector<CurveRow>& first) {
  TwoDeviceOutcome outcome;
  outcome.set_ppm = ppm;
  const std::string answer = world.tell(fmt::format("dongle {}", ppm));
  const std::string name = fmt::format("phones at {} ppm", ppm);
  const Ending ending = job.live(
      world, with_stimulus({"measure", "headphone", name, "--channel", "left"}, job), {"left dynamic300"});
  if (answer != "ok" || ending.exit_code != 0) {
    outcome.complaint = answer + "\n" + ending.err;
    return outcome;
  }
  if (world.status("missing") > 0) outcome.complaint = "the dongle did not bring all its samples";
  read_offset(ending.out, outcome);
  const Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  const std::vector<CurveRow> curve = job.exported("live", {"headphone", name, "--channel", "left"});
  const Distance found =
      distance(curve, [&](Hertz f) { return true_impedance(bench, "dynamic300", "left", f); });
  if (first.empty()) first = curve;
  outcome.from_first = largest_difference(curve, first);
  outcome.largest_relative = found.largest_relative;
  outcome.share_within = found.share_within;
  return outcome;
}

}  // namespace

std::vector<TwoDeviceOutcome> run_two_device_job(int rate, const std::vector<double>& clocks_ppm) {
  const JobRun job(fmt::format(R"(device = "JACK: VirtualInterface"
output_device = "JACK: Dongle"
sample_rate = "{}")",
                               rate));
  write_sweep(job, rate);
  WorldSettings settings;
  settings.rate = rate;
  settings.freewheel = true;
  settings.lines = {"bench demo", fmt::format("dongle {}", clocks_ppm.front())};
  for (const char* silence : {"noise 1 0", "noise 2 0", "pink 1 0", "pink 2 0", "hum 1 0", "hum 2 0"}) {
    settings.lines.emplace_back(silence);
  }
  SoundWorld world(settings);
  const Ending calibrated = job.live(world, with_stimulus(calibrate(), job), {"open", "short", "100ohm"});
  if (calibrated.exit_code != 0) throw std::runtime_error(calibrated.err);
  std::vector<TwoDeviceOutcome> outcomes;
  outcomes.reserve(clocks_ppm.size());
  std::vector<CurveRow> first;
  for (const double ppm : clocks_ppm) outcomes.push_back(measure(job, world, ppm, first));
  return outcomes;
}

}  // namespace ohmsweep::live
