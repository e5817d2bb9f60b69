#include <fmt/format.h>

#include "cli/command.h"
#include "cli/json_text.h"
#include "ohmsweep/audio/sound_file.h"
#include "ohmsweep/core/name.h"
#include "ohmsweep/core/quantity_text.h"
#include "ohmsweep/workflow/sweep_file.h"

namespace ohmsweep::cli {
namespace {

std::string summary(const std::string& file, const Stimulus& stimulus) {
  const ExponentialSweep& sweep = stimulus.sweep;
  const double seconds = static_cast<double>(stimulus.samples.size()) / sweep.sample_rate;
  return fmt::format("{}: {} to {} in {:g} s at {:g} dBFS and {} samples/s, {:g} s with its silence\n",
                     shown(file), format_hz(sweep.from.value()), format_hz(sweep.to.value()),
                     sweep.duration.value(), amplitude_to_decibels(sweep.amplitude).value(),
                     sweep.sample_rate, seconds);
}

std::string summary_json(const std::string& file, const ExponentialSweep& sweep) {
  return json_object({{"file", json_string(file)},
                      {"from_hz", json_number(sweep.from.value())},
                      {"to_hz", json_number(sweep.to.value())},
                      {"duration_s", json_number(sweep.duration.value())},
                      {"level_dbfs", json_number(amplitude_to_decibels(sweep.amplitude).value())},
                      {"sample_rate", json_number(sweep.sample_rate)}}) +
         "\n";
}

int run(const Invocation& invocation) {
  const Arguments& arguments = invocation.arguments;
  const std::string& file = invocation.operands.front();
  const Stimulus stimulus =
      render(sweep_from({arguments.value("duration"), arguments.value("from"), arguments.value("to"),
                         arguments.value("level"), arguments.value("rate")}));
  write_stimulus(file, stimulus);
  invocation.terminal.say(fmt::format("The stimulus is in '{}'.", shown(file)));
  invocation.terminal.print(invocation.json() ? summary_json(file, stimulus.sweep) : summary(file, stimulus));
  return done;
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "FILE.wav",
          1,
          1,
          "Writes the stimulus: a log sweep as a WAV file.",
          "ohmsweep sweep sweep.wav --duration 5s --level -12dBFS --rate 48kHz",
          {{"duration", "TIME", "length of the sweep (default 5s)"},
           {"from", "FREQUENCY", "where it begins (default 5Hz)"},
           {"to", "FREQUENCY", "where it ends, at most 0.46 of the rate (default 22kHz)"},
           {"level", "LEVEL", "its peak (default -12dBFS)"},
           {"rate", "RATE", "samples per second (default 48000)"}},
          run};
}

}  // namespace ohmsweep::cli
