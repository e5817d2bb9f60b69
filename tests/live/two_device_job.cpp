#include "live/two_device_job.h"

#include <fmt/format.h>

#include <cstdlib>

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

const Command& headphone() {
  static const Command words{"measure", "headphone", "dynamic300", "--channel", "left"};
  return words;
}

Distance distance_of(const JobRun& job, const std::string& library) {
  const Bench bench = parse_bench(demo_bench_text(), "demo.toml");
  return distance(job.exported(library, {"headphone", "dynamic300", "--channel", "left"}),
                  [&](Hertz f) { return true_impedance(bench, "dynamic300", "left", f); });
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

}  // namespace

TwoDeviceOutcome run_two_device_job(const TwoDevicePlan& plan) {
  const JobRun job(fmt::format(R"(device = "JACK: VirtualInterface"
output_device = "JACK: Dongle"
sample_rate = "{}")",
                               plan.rate));
  write_sweep(job, plan.rate);
  TwoDeviceOutcome outcome;
  const auto succeeded = [&](const Ending& ending) {
    if (ending.exit_code != 0) outcome.complaint = ending.err;
    return ending.exit_code == 0;
  };
  WorldSettings settings;
  settings.rate = plan.rate;
  settings.freewheel = true;
  settings.lines = {"bench demo", fmt::format("dongle {}", plan.ppm)};
  SoundWorld world(settings);
  if (!succeeded(job.live(world, with_stimulus(calibrate(), job), {"open", "short", "100ohm"})))
    return outcome;
  const Ending ending = job.live(world, with_stimulus(headphone(), job), {"left dynamic300"});
  if (!succeeded(ending)) return outcome;
  if (world.status("missing") > 0) outcome.complaint = "the dongle did not bring all its samples";
  read_offset(ending.out, outcome);
  const Distance found = distance_of(job, "live");
  outcome.largest_relative = found.largest_relative;
  outcome.share_within = found.share_within;
  return outcome;
}

double error_from_file() {
  const JobRun job;
  write_sweep(job, 48000);
  for (const Command& command : {calibrate(), headphone()}) {
    if (job.from_file(with_stimulus(command, job)).exit_code != 0) return 0.0;
  }
  return distance_of(job, "file").largest_relative;
}

}  // namespace ohmsweep::live
