#include "live/fault_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "audio/temporary_folder.h"
#include "live/loop_run.h"
#include "live/trapped_environment.h"
#include "ohmsweep/audio/sound_file.h"

namespace ohmsweep::live {
namespace {

/// Beyond the three seconds that a person waits at most.
constexpr double patience_s = 60.0;
constexpr double answer_limit_s = 3.0;
/// A server that loses a client may stand still first; so long is waited for it.
constexpr double standstill_s = 2.5;
/// What a take on two devices has beside its sweep: silence, and a second for the other's clock.
constexpr double around_sweep_s = 2.5;
constexpr const char* interface = "JACK: VirtualInterface";
constexpr const char* dongle = "JACK: Dongle";

void write_sweep(const std::filesystem::path& path, double seconds) {
  ExponentialSweep sweep;
  sweep.from = Hertz(10);
  sweep.duration = Seconds(seconds);
  write_stimulus(path, render(sweep));
}

void write_rig(const std::filesystem::path& path, const std::string& device) {
  const bool second = device == dongle;
  std::ofstream(path) << fmt::format("[interface]\ndevice = \"{}\"\n{}", second ? interface : device,
                                     second ? fmt::format("output_device = \"{}\"\n", device) : "");
}

std::vector<std::string> measuring(const TemporaryFolder& folder) {
  return {OHMSWEEP_PROGRAM,
          "--yes",
          "--library",
          (folder / "library").string(),
          "--rig",
          (folder / "rig.toml").string(),
          "measure",
          "headphone",
          "HD",
          "--channel",
          "left",
          "--calibration",
          "none",
          "--stimulus",
          (folder / "sweep.wav").string()};
}

void wait_until(Conversation& program, double seconds) {
  while (program.running() && program.seconds() < seconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void commit(Fault fault, SoundWorld& world) {
  switch (fault) {
    case Fault::none:
    case Fault::stalled_callback:
    case Fault::dropped_period:
      return;
    case Fault::server_stopped_1s:
      world.server().stop();
      std::this_thread::sleep_for(std::chrono::seconds(1));
      world.server().resume();
      return;
    case Fault::server_stopped:
      world.server().stop();
      return;
    case Fault::server_killed:
      world.server().kill();
      return;
    case Fault::interface_killed:
      world.kill_interface();
      return;
    case Fault::inputs_zeroed:
      (void)world.tell("silent 1 on");
      (void)world.tell("silent 2 on");
      return;
    case Fault::dongle_gone:
      (void)world.tell("dongle gone");
      return;
  }
}

/// How many curves the library lists; -1 where it does not open.
int curves_in(const TemporaryFolder& folder, const Environment& environment) {
  if (!std::filesystem::exists(folder / "library")) return 0;
  Conversation list({OHMSWEEP_PROGRAM, "--library", (folder / "library").string(), "--json", "list"},
                    environment);
  const Ending ending = list.finish(patience_s);
  if (ending.exit_code != 0) return -1;
  return ending.out.find("\"HD\"") != std::string::npos ? 1 : 0;
}

/// Where the program goes on, the take was whole or was repeated; where it does not, nothing may be left of
/// it.
bool must_succeed(Fault fault) {
  return fault == Fault::none || fault == Fault::stalled_callback || fault == Fault::dropped_period ||
         fault == Fault::server_stopped_1s;
}

}  // namespace

std::string name_of(Fault fault) {
  switch (fault) {
    case Fault::none:
      return "no fault";
    case Fault::stalled_callback:
      return "callback stalled for 250 ms";
    case Fault::dropped_period:
      return "one period dropped without a flag";
    case Fault::server_stopped_1s:
      return "server stopped for 1 s";
    case Fault::server_stopped:
      return "server stopped for good";
    case Fault::server_killed:
      return "server killed";
    case Fault::interface_killed:
      return "interface gone";
    case Fault::inputs_zeroed:
      return "inputs full of zeros";
    case Fault::dongle_gone:
      return "playing device gone";
  }
  return {};
}

void PrintTo(const FaultPlan& plan, std::ostream* out) {
  *out << name_of(plan.fault) << " after " << plan.after_s << " s on " << plan.device;
}

FaultOutcome run_fault(const FaultPlan& plan) {
  const TemporaryFolder folder;
  write_sweep(folder / "sweep.wav", plan.sweep_s);
  write_rig(folder / "rig.toml", plan.device);
  WorldSettings settings;
  // Half the voltage: a headphone of the reference's impedance.
  settings.lines = {"loop", "route 2 1:0.5"};
  if (plan.device == dongle) settings.lines.emplace_back("dongle 100");
  // 0.3 s after the sweep's beginning, well inside it.
  if (plan.fault == Fault::dropped_period) settings.lines.emplace_back("drop 14400 skip");
  SoundWorld world(settings);
  Environment environment = world.environment();
  if (plan.fault == Fault::stalled_callback) {
    environment.merge(trapped_environment(folder / "counts", "stall"));
  }
  Conversation program(measuring(folder), environment);
  wait_until(program, plan.after_s);
  const double at = program.seconds();
  commit(plan.fault, world);
  const Ending ending = program.finish(patience_s);
  FaultOutcome outcome;
  outcome.exit_code = ending.exit_code;
  outcome.said = ending.err;
  outcome.total_s = ending.seconds;
  outcome.answer_s = std::max(0.0, ending.seconds - at);
  outcome.outputs_held = ending.outputs_held;
  outcome.strays = world.strays();
  const int curves = curves_in(folder, environment);
  outcome.stored = curves == 1;
  outcome.half_stored = curves < 0;
  return outcome;
}

std::vector<std::string> complaints(const FaultPlan& plan, const FaultOutcome& outcome) {
  std::vector<std::string> wrong;
  const auto expect = [&](bool held, std::string complaint) {
    if (!held) wrong.push_back(std::move(complaint));
  };
  expect(!outcome.half_stored, "the library is damaged");
  expect(outcome.strays.empty(), "processes are left");
  expect(!outcome.outputs_held, "the terminal is still held");
  // The server outlives its clients and delivers silence. A second of it in the midst of the sweep is an
  // answer; else the take ends whole, and is judged.
  const auto says = [&](const char* text) { return outcome.said.find(text) != std::string::npos; };
  const bool silenced = plan.fault == Fault::interface_killed || plan.fault == Fault::dongle_gone ||
                        plan.fault == Fault::inputs_zeroed;
  const bool judged_silent =
      silenced && outcome.exit_code == 3 && (says("the sound ends") || says("too quiet"));
  expect(outcome.exit_code == 0 || outcome.exit_code == 1 || judged_silent,
         fmt::format("exit code {}", outcome.exit_code));
  expect(judged_silent || outcome.stored == (outcome.exit_code == 0),
         "what is stored does not fit the exit code");
  expect(!must_succeed(plan.fault) || outcome.exit_code == 0, "a take that could be had was not");
  expect(outcome.exit_code == 0 || says("ohmsweep: "), "no sentence");
  const double limit_s = answer_limit_s + (silenced ? standstill_s : 0.0) +
                         (judged_silent ? plan.sweep_s + around_sweep_s : 0.0);
  expect(outcome.exit_code == 0 || outcome.answer_s <= limit_s,
         fmt::format("the answer took {:.2f} s", outcome.answer_s));
  expect(plan.fault != Fault::dropped_period || says("again by itself"),
         "the dropped period was not noticed");
  return wrong;
}

}  // namespace ohmsweep::live
